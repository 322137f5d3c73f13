package io.questdb.migration.facts;

/**
 * Where {@code conf/server.conf} lives.
 *
 * @param name object of that kind; empty for VOLUME and ABSENT
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
    SECRET,
    /** Nowhere: the server writes its own default. */
    ABSENT
  }
}
