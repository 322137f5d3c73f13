package io.questdb.migration.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one pass does: record the ledger, then run the action.
 *
 * @param operation the row of an action that cannot be repeated, whose outcome is to be recorded at
 *     once
 * @param findings what the pass found, or empty to leave what is shown
 * @param again when to look again, should no event come before; zero when there is more to do
 */
public record Plan(
    Ledger ledger,
    Optional<Action> action,
    Optional<Operation> operation,
    Optional<List<Finding>> findings,
    Duration again) {

  static Plan go(Ledger ledger) {
    return after(ledger, Duration.ZERO);
  }

  static Plan after(Ledger ledger, Duration again) {
    return new Plan(ledger, Optional.empty(), Optional.empty(), Optional.empty(), again);
  }

  static Plan act(Ledger ledger, Action action) {
    return new Plan(ledger, Optional.of(action), Optional.empty(), Optional.empty(), Duration.ZERO);
  }

  static Plan actOnce(Ledger ledger, Action action, Operation operation) {
    return new Plan(
        ledger.with(operation),
        Optional.of(action),
        Optional.of(operation),
        Optional.empty(),
        Duration.ZERO);
  }

  Plan showing(Optional<List<Finding>> found) {
    return new Plan(ledger, action, operation, found, again);
  }
}
