package io.questdb.migration.engine;

import java.util.List;
import java.util.Optional;

/**
 * What one pass does: record the ledger, then run the action.
 *
 * @param operation the row of an action that cannot be repeated, whose answer is to be recorded at
 *     once
 * @param findings what the pass found, or empty to leave what is shown
 */
public record Plan(
    Ledger ledger,
    Optional<Action> action,
    Optional<Operation> operation,
    Optional<List<Finding>> findings,
    Requeue requeue) {}
