package io.questdb.migration.facts;

import java.util.List;

/**
 * What {@code volume inspect} answers about an install root, read beside the running server. Lists
 * of names are cut to fit a termination message; their counts are not.
 *
 * @param installRoot whether {@code db} is there; if not, nothing else is known
 * @param checkpointDb whether {@code .checkpoint/db} is there: a checkpoint is held, or was left
 * @param triggers the files in the root that make the next start restore or migrate
 * @param freeBytes what an unprivileged process may still write to the file system
 * @param db the owner of {@code db}
 * @param conf the owner of {@code conf}
 * @param confWritable whether the owner of {@code db} may create files in {@code conf}
 * @param serverConf {@code conf/server.conf}
 * @param tables the user tables, those that cannot be read included
 * @param unsealable the directories whose file formats are not known: no seal could be taken
 * @param pendingConvert the tables that the next start converts to or from WAL
 * @param symlinkedTables the tables whose directory is a symbolic link, maybe to another volume
 */
public record VolumeInspection(
    boolean installRoot,
    boolean checkpointDb,
    List<String> triggers,
    long freeBytes,
    Ownership db,
    Ownership conf,
    boolean confWritable,
    ConfFile serverConf,
    int tables,
    Names unsealable,
    Names pendingConvert,
    Names symlinkedTables) {

  /**
   * Owner and permissions of a directory.
   *
   * @param mode the permission bits, in octal digits
   */
  public record Ownership(int uid, int gid, String mode) {

    /** What is said of a directory that is not there. */
    public static final Ownership NONE = new Ownership(-1, -1, "");
  }

  /**
   * A configuration file without its content.
   *
   * @param present the rest is that of an empty file when false
   * @param sha256 of the file as the user wrote it, without an earlier merge
   * @param wellFormed false for a malformed escape, which the server refuses too
   */
  public record ConfFile(boolean present, String sha256, boolean wellFormed) {

    private static final String SHA256_OF_NOTHING =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** What is said of a file that is not there. */
    public static final ConfFile NONE = new ConfFile(false, SHA256_OF_NOTHING, true);
  }

  /**
   * Names that may be many.
   *
   * @param count all of them
   * @param first those that fit
   */
  public record Names(int count, List<String> first) {

    /** No names at all. */
    public static final Names NONE = new Names(0, List.of());
  }
}
