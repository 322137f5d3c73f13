package io.questdb.migration.facts;

/**
 * The edition of a QuestDB server, as its {@code /settings} says ({@code release.type}); a pod spec
 * never proves it.
 */
public enum Edition {
  /** Open source. */
  OSS,
  /** Enterprise. */
  EE
}
