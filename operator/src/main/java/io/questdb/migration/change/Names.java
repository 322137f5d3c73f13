package io.questdb.migration.change;

import io.questdb.migration.engine.Run;

/**
 * Deterministic names of everything that a run makes: a repeat of a creation meets its own object.
 */
public final class Names {
  /** Kubernetes docs, object names: a DNS subdomain name. */
  private static final int MOST = 253;

  private Names() {}

  /** The prefix of a run's names, from the first characters of its UID. */
  public static String prefix(Run run) {
    return "qdbm-" + run.uid().substring(0, Math.min(8, run.uid().length()));
  }

  /** An object of one attempt. */
  public static String of(Run run, String what, int attempt) {
    return prefix(run) + "-" + what + "-" + attempt;
  }

  /** The Secret with the run record. */
  public static String runRecord(Run run) {
    return prefix(run) + "-record";
  }

  /**
   * The ConfigMap with the hand-off: named as its migration, so that a later one of that name
   * replaces it, unless that makes a name too long for the API server.
   */
  public static String handoff(Run run) {
    String named = run.name() + "-handoff";
    return named.length() <= MOST ? named : prefix(run) + "-handoff";
  }

  /** The file beside {@code server.conf} on the volume. */
  public static String stagedFile(Run run, int attempt) {
    return "server.conf." + prefix(run) + "-" + attempt;
  }
}
