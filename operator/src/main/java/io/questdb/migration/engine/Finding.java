package io.questdb.migration.engine;

/**
 * One result of one check.
 *
 * @param check the check's name
 * @param message names the object; never carries a secret
 * @param remedy what a person does about it; empty for what needs nothing
 */
public record Finding(
    String check, Severity severity, Reason reason, String message, String remedy) {

  /** How much a finding matters. */
  public enum Severity {
    /** The migration does not start. */
    BLOCK("Block"),
    /** The migration goes on; a person should know. */
    WARN("Warn"),
    /** Could not be looked at, for example for want of a permission. */
    NOT_CHECKED("NotChecked");

    private final String text;

    Severity(String text) {
      this.text = text;
    }

    /** As shown in status. */
    public String text() {
      return text;
    }
  }
}
