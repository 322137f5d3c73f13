package io.questdb.migration.lab.cluster;

/** A cluster of this kind offers nothing for what was asked of it; the message names that. */
public final class UnsupportedByClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedByClusterException(String message) {
    super(message);
  }
}
