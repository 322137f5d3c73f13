package io.questdb.migration.lab.cluster;

/** This machine lacks what a cluster of that kind needs; the message names it. */
public final class UnavailableClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnavailableClusterException(String message) {
    super(message);
  }
}
