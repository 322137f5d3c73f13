package io.questdb.migration.crash;

/** The engine's rules, each of which the harness can break in its own pass loop. */
enum Rules {
  KEPT,
  ACT_BEFORE_RECORD,
  ACT_ON_UNRECORDED_PROGRESS,
  GIVE_BACK_SKIPPED,
  UNKNOWN_IS_ABSENT,
  NO_OPERATION_ROW,
  REFUSAL_KEEPS_ITS_ROW,
  UNANSWERED_IS_ADOPTED
}
