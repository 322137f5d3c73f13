package io.questdb.migration.facts;

import java.util.Optional;

/**
 * Which server to ask, and how: resolved by the observer into an address and secrets that no fact
 * ever holds.
 *
 * @param podName its pod, addressed by IP
 * @param tlsSecret the Secret whose certificate its listeners show; empty for plain text
 * @param serverName the name sent as SNI
 * @param loginSecret a basic-auth Secret; empty for no login
 */
public record Target(
    String podName, Optional<String> tlsSecret, String serverName, Optional<String> loginSecret) {

  /** The server in plain text, without login. */
  public static Target plain(String podName) {
    return new Target(podName, Optional.empty(), podName, Optional.empty());
  }

  /** The same server with another login. */
  public Target as(Optional<String> secret) {
    return new Target(podName, tlsSecret, serverName, secret);
  }
}
