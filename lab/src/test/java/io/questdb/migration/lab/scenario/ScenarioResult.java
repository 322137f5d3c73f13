package io.questdb.migration.lab.scenario;

/**
 * How one scenario ended.
 *
 * @param result {@link #PASSED}, {@link #FAILED} or {@link #SKIPPED}
 * @param reason why, unless it passed
 */
record ScenarioResult(String name, String result, double seconds, String reason) {
  static final String PASSED = "passed";
  static final String FAILED = "failed";
  static final String SKIPPED = "skipped";
}
