package io.questdb.migration.crash;

/** A promise that a run broke. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The promises. */
  enum Promise {
    CHECKPOINT_LEFT_HELD,
    FOREIGN_CHECKPOINT_RELEASED,
    BACKUP_UNUSABLE,
    BACKUP_REMOVED,
    OUTAGE_WITHOUT_BACKUP,
    DUPLICATE_SNAPSHOT,
    STEP_LOST,
    SEAL_STALE,
    ENTERPRISE_BEFORE_COMMIT,
    UNPLANNED_CHANGE,
    OLD_EDITION_AFTER_ENTERPRISE,
    RAISED_UNDER_THE_FENCE,
    TOO_MANY_OUTAGES,
    DATABASE_LEFT_DOWN,
    TEMPLATE_NOT_RESTORED,
    TEMPORARY_LEFT,
    NOT_COMPLETE,
    NEVER_ENDS,
    BROKEN_STEP
  }

  private final Promise promise;

  Violation(Promise promise, String message) {
    super(promise + ": " + message, null, false, false);
    this.promise = promise;
  }

  Promise promise() {
    return promise;
  }
}
