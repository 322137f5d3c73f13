package io.questdb.migration.lab.enterprise;

import io.questdb.PropertyKey;
import io.questdb.ServerConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Finds the listeners that TLS covers. questdb docs: {@code tls.*} covers every interface, the
 * health port included; {@code http.tls.*}, {@code http.min.tls.*}, {@code pg.tls.*} and {@code
 * line.tcp.tls.*} override it for one.
 */
final class Listeners {
  private final BiFunction<String, String, String> settings;
  private final LabMounts mounts;

  /**
   * @param settings answers the value of a property, or the default given
   */
  Listeners(BiFunction<String, String, String> settings, LabMounts mounts) {
    this.settings = settings;
    this.mounts = mounts;
  }

  /** A listener as open source knows it; {@code oldBind} is the former name of the bind key. */
  enum Kind {
    HTTP(
        "http-server",
        EnterpriseKey.TLS_HTTP,
        PropertyKey.HTTP_ENABLED,
        PropertyKey.HTTP_NET_BIND_TO,
        PropertyKey.HTTP_BIND_TO,
        9000),
    HTTP_MIN(
        "http-min-server",
        EnterpriseKey.TLS_HTTP_MIN,
        PropertyKey.HTTP_MIN_ENABLED,
        PropertyKey.HTTP_MIN_NET_BIND_TO,
        PropertyKey.HTTP_MIN_BIND_TO,
        9003),
    PG(
        "pg-server",
        EnterpriseKey.TLS_PG,
        PropertyKey.PG_ENABLED,
        PropertyKey.PG_NET_BIND_TO,
        PropertyKey.PG_NET_BIND_TO,
        8812),
    LINE_TCP(
        "tcp-line-server",
        EnterpriseKey.TLS_LINE_TCP,
        PropertyKey.LINE_TCP_ENABLED,
        PropertyKey.LINE_TCP_NET_BIND_TO,
        PropertyKey.LINE_TCP_NET_BIND_TO,
        9009);

    private final String label;
    private final String scope;
    private final PropertyKey enabled;
    final PropertyKey bind;
    private final PropertyKey oldBind;
    final String defaultBind;

    Kind(
        String label,
        String scope,
        PropertyKey enabled,
        PropertyKey bind,
        PropertyKey oldBind,
        int port) {
      this.label = label;
      this.scope = scope;
      this.enabled = enabled;
      this.bind = bind;
      this.oldBind = oldBind;
      this.defaultBind = "0.0.0.0:" + port;
    }
  }

  /** A listener and the kind it is of. */
  record Secured(Kind kind, TlsListener listener) {}

  /**
   * @throws ServerConfigurationException if a certificate or key is missing, unreadable or does not
   *     match; the message names the keys
   */
  List<Secured> secured() throws ServerConfigurationException {
    List<Secured> secured = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      String tls = settings.apply(EnterpriseKey.tlsEnabled(kind.scope).path(), "");
      if (tls.isEmpty()) {
        tls = settings.apply(EnterpriseKey.tlsEnabled(EnterpriseKey.TLS_GLOBAL).path(), "false");
      }
      boolean enabled =
          Boolean.parseBoolean(settings.apply(kind.enabled.getPropertyPath(), "true"));
      if (enabled && Boolean.parseBoolean(tls)) {
        secured.add(new Secured(kind, listener(kind)));
      }
    }
    return secured;
  }

  private TlsListener listener(Kind kind) throws ServerConfigurationException {
    TlsListener listener =
        new TlsListener(
            kind.label,
            kind == Kind.PG,
            publicAddress(kind),
            engineAddress(),
            file(kind, EnterpriseKey.tlsCert(kind.scope), EnterpriseKey.tlsCert("tls")),
            file(kind, EnterpriseKey.tlsKey(kind.scope), EnterpriseKey.tlsKey("tls")));
    try {
      listener.certificate();
      return listener;
    } catch (IOException | GeneralSecurityException e) {
      throw new ServerConfigurationException(
          "could not load TLS certificate [who=%s, cert=%s, key=%s, error=%s]"
              .formatted(kind.label, listener.certFile(), listener.keyFile(), e));
    }
  }

  private Path file(Kind kind, EnterpriseKey own, EnterpriseKey global)
      throws ServerConfigurationException {
    String path = settings.apply(own.path(), "");
    if (path.isEmpty()) {
      path = settings.apply(global.path(), "");
    }
    if (path.isEmpty()) {
      throw new ServerConfigurationException(
          "TLS is enabled but a file is missing [who=%s, key=%s]"
              .formatted(kind.label, own.path()));
    }
    return Path.of(mounts.locate(path));
  }

  private InetSocketAddress publicAddress(Kind kind) throws ServerConfigurationException {
    String old = settings.apply(kind.oldBind.getPropertyPath(), kind.defaultBind);
    String bind = settings.apply(kind.bind.getPropertyPath(), old);
    int colon = bind.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          bind.substring(0, colon), Integer.parseInt(bind.substring(colon + 1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw ServerConfigurationException.forInvalidKey(kind.bind.getPropertyPath(), bind);
    }
  }

  /**
   * A free port on a loopback address that only this process uses: it is told to the engine by
   * number, so nobody else may take it in between.
   */
  private static InetSocketAddress engineAddress() throws ServerConfigurationException {
    long pid = ProcessHandle.current().pid();
    byte[] address = {
      127, (byte) (192 | ((pid >> 16) & 0x3f)), (byte) (pid >> 8), (byte) (pid & 0xff)
    };
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByAddress(address))) {
      return new InetSocketAddress(probe.getInetAddress(), probe.getLocalPort());
    } catch (IOException e) {
      throw new ServerConfigurationException("no free loopback port for the engine: " + e);
    }
  }
}
