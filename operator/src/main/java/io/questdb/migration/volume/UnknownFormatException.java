package io.questdb.migration.volume;

import io.questdb.migration.volume.SealReading.Cause;

/** A file is not what this program knows how to read. */
final class UnknownFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Cause reason;

  UnknownFormatException(Cause reason) {
    super(reason.name());
    this.reason = reason;
  }

  Cause reason() {
    return reason;
  }
}
