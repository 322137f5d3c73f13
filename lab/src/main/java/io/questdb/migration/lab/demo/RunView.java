package io.questdb.migration.lab.demo;

import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Section;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.RunState.StepState;
import io.questdb.migration.steps.MigrationSteps;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.stream.Stream;

/**
 * Shows a run while it happens: a tree that is drawn anew on a terminal, one line for each change
 * elsewhere.
 */
public final class RunView {
  private static final int WIDTH = 118;
  private static final List<Section> SECTIONS =
      new MigrationSteps(new TemporaryPods("", List.of())).sections();

  private final PrintStream out;
  private final Optional<Terminal> terminal;
  private final Map<String, String> printed = new HashMap<>();
  private int drawn;

  /** A terminal that understands ANSI sequences, and its size. */
  public record Terminal(int rows, int columns) {

    /** From what {@code stty size} prints; empty for no terminal. */
    static Optional<Terminal> of(String size) {
      if (size.isBlank()) {
        return Optional.empty();
      }
      Scanner numbers = new Scanner(size);
      return Optional.of(new Terminal(numbers.nextInt(), numbers.nextInt()));
    }
  }

  /**
   * @param terminal what {@code out} writes to; empty for a file or a pipe
   */
  public RunView(PrintStream out, Optional<Terminal> terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows the state as it is now. */
  public void show(RunState state) {
    if (terminal.isPresent()) {
      redraw(tree(state), terminal.get());
    } else {
      state.steps().forEach(this::printIfNew);
    }
    out.flush();
  }

  /** The tree, one line each. */
  static List<String> tree(RunState state) {
    List<String> lines = new ArrayList<>();
    for (Section section : SECTIONS) {
      List<StepState> rows = state.steps().stream().filter(row -> has(section, row)).toList();
      if (!rows.isEmpty()) {
        lines.add(section.name());
        rows.forEach(row -> lines.add("  " + line(row)));
      }
    }
    return lines;
  }

  private static boolean has(Section section, StepState row) {
    return Stream.concat(section.steps().stream(), section.giveBack().stream())
        .anyMatch(step -> step.name().text().equals(row.name()));
  }

  /** Draws the end of the tree that fits: a line that wraps or scrolls cannot be drawn over. */
  private void redraw(List<String> tree, Terminal size) {
    List<String> lines = tree.subList(Math.max(0, tree.size() - size.rows() + 1), tree.size());
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A");
    }
    for (String line : lines) {
      out.print("\u001b[2K" + shortened(line, size.columns() - 1) + "\n");
    }
    out.print("\u001b[J");
    drawn = lines.size();
  }

  private void printIfNew(StepState row) {
    String what = row.state() + row.reason() + row.message();
    boolean begun = row.seconds().isPresent();
    if (begun && !what.equals(printed.put(row.name(), what))) {
      out.println(shortened(line(row), WIDTH));
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

  private static String shortened(String line, int width) {
    return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
  }
}
