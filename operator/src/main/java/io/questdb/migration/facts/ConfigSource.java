package io.questdb.migration.facts;

/**
 * Where {@code conf/server.conf} lives.
 *
 * @param name object of that kind; empty for VOLUME
 * @param key key in the object; empty likewise
 */
public record ConfigSource(Kind kind, String name, String key) {

  /** The kinds of source. */
  public enum Kind {
    /** A file on the data volume. */
    VOLUME,
    /** A key of a ConfigMap, mounted over the file. */
    CONFIG_MAP,
    /** A key of a Secret, mounted over the file. */
    SECRET
  }

  /** The file's path for an install root. */
  public static String path(String dataPath) {
    return dataPath + "/conf/server.conf";
  }

  /** Whether it is a key of an object. */
  public boolean inObject() {
    return kind != Kind.VOLUME;
  }
}
