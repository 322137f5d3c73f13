package io.questdb.migration.volume;

import io.questdb.migration.facts.Seal;
import java.util.List;

/** The outcome of reading a seal: all of it, or what stands against it. Never a guess. */
sealed interface SealReading {

  /** The user tables found, those that cannot be read included. */
  int tables();

  /** Every user table was read. */
  record Complete(Seal seal) implements SealReading {
    @Override
    public int tables() {
      return seal.tables().size();
    }
  }

  /** At least one directory could not be read with certainty. */
  record Unsupported(int tables, List<Refusal> refusals) implements SealReading {}

  /**
   * One directory (or the registry) that was not understood.
   *
   * @param name of the directory or file under {@code db}
   */
  record Refusal(String name, Cause cause) {}

  /** Why a directory was not understood. */
  enum Cause {
    /** A file has a format version that this program does not know. */
    UnknownVersion,
    /** A file is shorter than its own header says, or its numbers cannot be. */
    Malformed,
    /** A file that every table of this kind has is not there. */
    Missing,
    /** A symbolic link leads nowhere, or to a volume that this pod does not mount. */
    DanglingLink,
    /** Two directories claim the same table name. */
    DuplicateName
  }
}
