package io.questdb.migration.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.RunState.StepState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void stepsStandUnderTheirSections() {
    assertThat(RunView.tree(running("cutting")))
        .containsExactly(
            "Prepare",
            "  + Inspect           Complete     0.4 s  no finding blocks",
            "Backup",
            "  > SnapshotOnline    Running      1.2 s  cutting",
            "Outage",
            "  . StopDatabase      Pending");
  }

  @Test
  void everyStepHasASection() {
    List<StepState> all =
        Arrays.stream(StepName.values()).map(name -> row(name.text(), "Pending", "")).toList();

    List<String> tree = RunView.tree(state(all));

    assertThat(tree.stream().filter(line -> line.startsWith("  "))).hasSize(all.size());
  }

  @Test
  void withoutATerminalEachChangeIsOneLine() {
    RunView view = new RunView(out, Optional.empty());

    view.show(running("cutting"));
    view.show(running("cutting"));
    view.show(running("waiting"));

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "+ Inspect           Complete     0.4 s  no finding blocks",
            "> SnapshotOnline    Running      1.2 s  cutting",
            "> SnapshotOnline    Running      1.2 s  waiting");
  }

  @Test
  void onATerminalTheTreeIsDrawnOverItself() {
    RunView view = new RunView(out, RunView.Terminal.of("24 80"));

    view.show(running("cutting"));
    view.show(running("cutting"));

    assertThat(bytes.toString(StandardCharsets.UTF_8)).containsOnlyOnce("\u001b[6A");
  }

  @Test
  void onASmallTerminalNoLineWrapsAndNoneScrollsAway() {
    RunView view = new RunView(out, RunView.Terminal.of("4 40"));

    view.show(running("a message that is far too long for this terminal"));

    assertThat(bytes.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[\\w+", "").lines())
        .hasSize(3)
        .allMatch(line -> line.length() < 40)
        .startsWith("  > SnapshotOnline    Running      1.2…");
  }

  private static RunState running(String message) {
    return state(
        List.of(
            new StepState("Inspect", "Complete", Optional.of(0.4), "Done", "no finding blocks"),
            new StepState("SnapshotOnline", "Running", Optional.of(1.2), "InProgress", message),
            row("StopDatabase", "Pending", "")));
  }

  private static StepState row(String name, String state, String message) {
    return new StepState(name, state, Optional.empty(), "", message);
  }

  private static RunState state(List<StepState> rows) {
    return new RunState(Optional.empty(), rows, List.of(), List.of());
  }
}
