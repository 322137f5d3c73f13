package io.questdb.migration.volume;

import java.nio.file.Path;

/**
 * A command that cannot answer. Its message is made of the two parts below only: it is shown to
 * people and must not carry content of a file.
 */
final class VolumeException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why; published in the termination message. */
  enum Reason {
    /** The command line is wrong; the path is the argument. */
    BadArguments,
    /** A file or directory that the command needs is not there. */
    NotFound,
    /** The pod's user may not read or write it. */
    AccessDenied,
    /** The file system failed, for example because it is full. */
    IoFailed,
    /** A trigger file would make the next start restore or migrate. */
    TriggerFilePresent,
    /** The formats of a table's files are not known, so that no seal can be taken. */
    UnknownFormat,
    /** Not a properties text, or not a JSON object of strings. */
    Malformed,
    /** A secret would be written into {@code server.conf}. */
    SecretRefused,
    /** {@code server.conf} is neither the staged file nor the original that it was made from. */
    OriginalChanged,
    /** A defect of this program. */
    Internal
  }

  private final Reason reason;
  private final String path;

  VolumeException(Reason reason, String path) {
    super(reason + ": " + path);
    this.reason = reason;
    this.path = path;
  }

  VolumeException(Reason reason, Path path) {
    this(reason, path.toString());
  }

  Reason reason() {
    return reason;
  }

  String path() {
    return path;
  }
}
