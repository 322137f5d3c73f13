package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;

/**
 * Asks one container, as the kubelet does: no redirects, any certificate, 200 to 399 is success.
 */
final class Probes {
  private final String address;
  private final Container container;
  private final ContainerLauncher.Launched launched;

  Probes(String address, Container container, ContainerLauncher.Launched launched) {
    this.address = address;
    this.container = container;
    this.launched = launched;
  }

  boolean succeeds(Probe probe) {
    int timeoutMillis = 1000 * (probe.getTimeoutSeconds() == null ? 1 : probe.getTimeoutSeconds());
    try {
      if (probe.getHttpGet() != null) {
        return http(probe.getHttpGet(), timeoutMillis);
      }
      if (probe.getTcpSocket() != null) {
        return tcp(probe.getTcpSocket().getPort(), timeoutMillis);
      }
      return probe.getExec() == null || exec(probe.getExec().getCommand(), timeoutMillis);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean http(HTTPGetAction action, int timeoutMillis) throws IOException {
    boolean secure = "HTTPS".equals(action.getScheme());
    String path = action.getPath() == null ? "/" : action.getPath();
    URI uri =
        URI.create(
            (secure ? "https://" : "http://") + address + ":" + port(action.getPort()) + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(AnyCertificate.SOCKETS);
      https.setHostnameVerifier((name, session) -> true);
    }
    connection.setConnectTimeout(timeoutMillis);
    connection.setReadTimeout(timeoutMillis);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Connection", "close");
    if (action.getHttpHeaders() != null) {
      action
          .getHttpHeaders()
          .forEach(header -> connection.setRequestProperty(header.getName(), header.getValue()));
    }
    try {
      int status = connection.getResponseCode();
      return status >= 200 && status < 400;
    } finally {
      connection.disconnect();
    }
  }

  private boolean tcp(IntOrString port, int timeoutMillis) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port(port)), timeoutMillis);
      return true;
    }
  }

  private boolean exec(List<String> command, int timeoutMillis)
      throws IOException, InterruptedException {
    List<String> located = command.stream().map(launched.paths()::rewrite).toList();
    Process process =
        new ProcessBuilder(located)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private int port(IntOrString port) {
    if (port.getStrVal() == null) {
      return port.getIntVal();
    }
    return container.getPorts().stream()
        .filter(named -> port.getStrVal().equals(named.getName()))
        .findFirst()
        .map(ContainerPort::getContainerPort)
        .orElse(0);
  }
}
