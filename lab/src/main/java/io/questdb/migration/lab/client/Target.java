package io.questdb.migration.lab.client;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * How a client reaches a database at this moment; during a migration every part of it changes.
 *
 * @param address of the HTTP listener
 * @param certificate the only one to be trusted, once the listener speaks TLS; empty for a client
 *     that speaks plain HTTP only
 * @param authorization the whole value of the HTTP header, {@code Basic …} or {@code Bearer …}
 */
public record Target(
    InetSocketAddress address,
    Optional<X509Certificate> certificate,
    Optional<String> authorization) {

  URI uri(boolean tls, String path) {
    String scheme = tls ? "https" : "http";
    return URI.create(scheme + "://" + address.getHostString() + ":" + address.getPort() + path);
  }

  /** Without the login. */
  @Override
  public String toString() {
    return "Target[" + address + (certificate.isPresent() ? ", TLS" : "") + "]";
  }
}
