package io.questdb.migration.lab.demo;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.RunState.StepState;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows a run while it happens: a tree that is drawn anew on a terminal, one line for each change
 * elsewhere.
 */
public final class RunView {
  private static final List<Part> PARTS =
      List.of(
          new Part("Prepare", StepName.INSPECT, StepName.REMOVE_TEMPORARIES),
          new Part("Backup", StepName.ENTER_CHECKPOINT, StepName.LEAVE_CHECKPOINT),
          new Part("Gate", StepName.AWAIT_BACKUP, StepName.RECHECK),
          new Part("Outage", StepName.CLAIM_WORKLOAD, StepName.SWAP_EDITION),
          new Part("Enterprise", StepName.ALLOW_ENTERPRISE, StepName.FINISH),
          new Part("Return", StepName.RETURN_TO_SERVICE, StepName.RETURN_TO_SERVICE));
  private static final int WIDTH = 118;

  private final PrintStream out;
  private final boolean terminal;
  private final Map<String, String> printed = new HashMap<>();
  private int drawn;

  /** Consecutive steps under one heading. */
  private record Part(String name, StepName first, StepName last) {
    boolean has(String step) {
      return StepName.of(step)
          .filter(found -> found.compareTo(first) >= 0 && found.compareTo(last) <= 0)
          .isPresent();
    }
  }

  /**
   * @param terminal whether {@code out} understands ANSI sequences
   */
  public RunView(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows the state as it is now. */
  public void show(RunState state) {
    if (terminal) {
      redraw(tree(state));
    } else {
      state.steps().forEach(this::printIfNew);
    }
    out.flush();
  }

  /** The tree, one line each, cut at {@value #WIDTH} columns. */
  static List<String> tree(RunState state) {
    List<String> lines = new ArrayList<>();
    for (Part part : PARTS) {
      List<StepState> rows = state.steps().stream().filter(row -> part.has(row.name())).toList();
      if (!rows.isEmpty()) {
        lines.add(part.name());
        rows.forEach(row -> lines.add("  " + line(row)));
      }
    }
    return lines.stream().map(RunView::shortened).toList();
  }

  private void redraw(List<String> lines) {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A");
    }
    for (String line : lines) {
      out.print("\u001b[2K" + line + "\n");
    }
    out.print("\u001b[J");
    drawn = lines.size();
  }

  private void printIfNew(StepState row) {
    String what = row.state() + row.reason() + row.message();
    boolean begun = row.seconds().isPresent();
    if (begun && !what.equals(printed.put(row.name(), what))) {
      out.println(shortened(line(row)));
    }
  }

  private static String line(StepState row) {
    String seconds =
        row.seconds().map(value -> String.format(Locale.ROOT, "%.1f s", value)).orElse("");
    String line = "%s %-17s %-9s %8s  %s";
    return line.formatted(mark(row), row.name(), row.state(), seconds, row.message())
        .stripTrailing();
  }

  private static char mark(StepState row) {
    return switch (row.state()) {
      case "Complete" -> '+';
      case "Skipped" -> '-';
      case "Pending" -> '.';
      case "Running" -> '>';
      default -> '!';
    };
  }

  private static String shortened(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
  }
}
