package io.questdb.migration.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.api.v1alpha1.OperationStatus;
import io.questdb.migration.api.v1alpha1.StepStatus;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Section;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Target;
import io.questdb.migration.ports.Cluster;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.ports.PortFake;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MigrationReconcilerTest {
  private static final MigrationAction DELETE =
      new MigrationAction.Delete(new OwnedObject("Pod", "ours", "pod-uid"));
  private static final Probe<?> LOOK = new Probes.Workload("questdb");

  private final List<String> calls = new ArrayList<>();
  private final List<EventDraft> events = new ArrayList<>();
  private final FakeMigrations migrations = new FakeMigrations(Scene.resource(), calls);
  private final PortFake<Cluster> cluster =
      new PortFake<>(Cluster.class, calls)
          .on("statefulSet", arguments -> Optional.of(new StatefulSetBuilder().build()))
          .on("delete", arguments -> takesEffect());
  private final PortFake<Database> database = new PortFake<>(Database.class, calls);
  private boolean acted;

  @Test
  void everyPassObservesRecordsHoldsAndOnlyThenActs() {
    // When
    Turn turn = reconciler(world -> act()).pass("trades", "questdb");

    // Then
    assertThat(calls.subList(0, 4))
        .containsExactly("statefulSet", "writeStatus", "addFinalizer", "delete");
    assertThat(turn.again()).isEmpty();
  }

  @Test
  void aFinishedRunGivesTheFinalizerBackAndIsLeftAlone() {
    reconciler(world -> act()).pass("trades", "questdb");

    assertThat(migrations.now().getMetadata().getFinalizers()).isEmpty();
    assertThat(condition("Succeeded")).isEqualTo("True");
    assertThat(condition("Ready")).isEqualTo("True");
    calls.clear();
    assertThat(reconciler(world -> act()).pass("trades", "questdb").again()).isEmpty();
    assertThat(calls).isEmpty();
  }

  @Test
  void nothingIsSentOnAProgressThatCouldNotBeRecorded() {
    // Given
    migrations.conflict(2);

    // When
    Turn turn = reconciler(world -> act()).pass("trades", "questdb");

    // Then
    assertThat(calls).doesNotContain("delete");
    assertThat(turn.again()).hasValueSatisfying(pause -> assertThat(pause).isPositive());
  }

  @Test
  void aConflictIsLookedAtAgainAtOnce() {
    migrations.conflict(1);
    reconciler(world -> act()).pass("trades", "questdb");
    assertThat(calls).contains("delete");
    assertThat(condition("Succeeded")).isEqualTo("True");
  }

  @Test
  void aRefusedActionIsShownAndTriedAgainLater() {
    // Given
    cluster.fails("delete", new PortException.Rejected("the API server refuses it"));
    MigrationReconciler reconciler = reconciler(world -> act());

    // When
    Turn first = reconciler.pass("trades", "questdb");
    int writes = calls.size();
    Turn second = reconciler.pass("trades", "questdb");

    // Then
    assertThat(row().getReason()).isEqualTo(Reason.ACTION_FAILED.text());
    assertThat(row().getMessage()).isEqualTo("the API server refuses it");
    assertThat(first.again()).contains(Duration.ofMillis(100));
    assertThat(second.again()).contains(Duration.ofMillis(200));
    assertThat(calls.subList(writes, calls.size())).containsExactly("statefulSet", "delete");
    assertThat(events).extracting(EventDraft::reason).containsOnlyOnce("ActionFailed");
  }

  @Test
  void anActionThatSucceedsAtLastNoLongerShowsThatItFailed() {
    // Given
    cluster.fails("delete", new PortException.Unavailable("no answer"));
    MigrationReconciler reconciler =
        reconciler(world -> new Decision.Act(DELETE, Reason.IN_PROGRESS, "deleting"));
    reconciler.pass("trades", "questdb");
    assertThat(row().getReason()).isEqualTo(Reason.ACTION_FAILED.text());

    // When
    cluster.on("delete", arguments -> null);
    reconciler.pass("trades", "questdb");

    // Then
    assertThat(row().getReason()).isEqualTo(Reason.IN_PROGRESS.text());
  }

  @Test
  void theAnswerOfAnActionThatCannotBeRepeatedIsRecordedAtOnce() {
    // Given
    runningPod();
    database.on(
        "enterCheckpoint",
        arguments -> {
          assertThat(operation().getAnswer()).isNull();
          acted = true;
          return null;
        });

    // When
    reconciler(world -> checkpoint()).pass("trades", "questdb");

    // Then
    assertThat(operation().getAnswer()).isEqualTo(Scene.NOW.toString());
    assertThat(calls).containsSubsequence("writeStatus", "enterCheckpoint", "writeStatus");
  }

  @Test
  void theAnswerIsRecordedAlsoWhenSomebodyEditedTheResourceMeanwhile() {
    runningPod();
    database.on(
        "enterCheckpoint",
        arguments -> {
          acted = true;
          migrations.edit(now -> now.getMetadata().setGeneration(2L));
          return null;
        });
    reconciler(world -> checkpoint()).pass("trades", "questdb");
    assertThat(operation().getAnswer()).isEqualTo(Scene.NOW.toString());
  }

  @Test
  void aRefusalOfAnActionThatCannotBeRepeatedIsNotTakenForALostAnswer() {
    // Given
    runningPod();
    database.fails("enterCheckpoint", new PortException.Rejected("Waiting for CHECKPOINT RELEASE"));
    MigrationReconciler reconciler = reconciler(world -> checkpoint());

    // When
    reconciler.pass("trades", "questdb");

    // Then
    assertThat(migrations.now().getStatus().getOperations()).isEmpty();
    assertThat(row().getReason()).isEqualTo(Reason.ACTION_FAILED.text());
    database.on("enterCheckpoint", arguments -> takesEffect());
    reconciler.pass("trades", "questdb");
    assertThat(migrations.now().getStatus().getOperations())
        .extracting(OperationStatus::getKey)
        .as("nothing was given back")
        .containsExactly("EnterCheckpoint/1");
  }

  @Test
  void aRefusalIsRecordedAlsoWhenSomebodyEditedTheResourceMeanwhile() {
    runningPod();
    database.on(
        "enterCheckpoint",
        arguments -> {
          migrations.edit(now -> now.getMetadata().setGeneration(2L));
          throw new PortException.Rejected("Waiting for CHECKPOINT RELEASE");
        });
    reconciler(world -> checkpoint()).pass("trades", "questdb");
    assertThat(migrations.now().getStatus().getOperations()).isEmpty();
  }

  @Test
  void silenceAfterAnActionThatCannotBeRepeatedIsALostAnswer() {
    // Given
    runningPod();
    database.fails("enterCheckpoint", new PortException.Unavailable("no answer in time"));
    MigrationReconciler reconciler = reconciler(world -> checkpoint());
    reconciler.pass("trades", "questdb");
    assertThat(operation().getAnswer()).isNull();

    // When
    database.on("enterCheckpoint", arguments -> takesEffect());
    reconciler.pass("trades", "questdb");

    // Then
    assertThat(migrations.now().getStatus().getOperations())
        .extracting(OperationStatus::getKey)
        .as("it was given back")
        .containsExactly("EnterCheckpoint/1", "EnterCheckpoint/2");
  }

  @Test
  void anAnswerThatIsLostInACrashIsNeverAdopted() {
    // Given: the process ends between the answer and its record
    runningPod();
    database.on(
        "enterCheckpoint",
        arguments -> {
          throw new IllegalStateException("killed");
        });
    assertThat(catchThrowable(() -> reconciler(world -> checkpoint()).pass("trades", "questdb")))
        .hasMessage("killed");

    // When
    database.on(
        "enterCheckpoint",
        arguments -> {
          acted = true;
          return null;
        });
    reconciler(world -> checkpoint()).pass("trades", "questdb");

    // Then
    assertThat(migrations.now().getStatus().getOperations())
        .extracting(OperationStatus::getKey)
        .containsExactly("EnterCheckpoint/1", "EnterCheckpoint/2");
    assertThat(migrations.now().getStatus().getOperations().get(0).getAnswer()).isNull();
  }

  @Test
  void aLedgerOfANewerVersionIsShownAndLeftAlone() {
    // Given
    StepStatus step = new StepStatus();
    step.setName("BrewCoffee");
    step.setState("Running");
    step.setAttempt(1);
    migrations.edit(now -> now.getStatus().setSteps(List.of(step)));

    // When
    Turn turn = reconciler(world -> act()).pass("trades", "questdb");

    // Then
    assertThat(turn.again()).isEmpty();
    assertThat(calls).containsExactly("writeConditions");
    assertThat(condition("Stalled")).isEqualTo("True");
  }

  @Test
  void aResourceThatIsGoneIsForgotten() {
    migrations.edit(now -> now.getMetadata().setDeletionTimestamp("2026-11-24T10:00:00Z"));
    assertThat(reconciler(world -> act()).pass("trades", "questdb").again()).isEmpty();
    assertThat(calls).isEmpty();
  }

  @Test
  void anActionWithoutEffectIsNotRepeatedInAHotLoop() {
    cluster.on("delete", arguments -> null);
    Turn turn =
        reconciler(world -> new Decision.Act(DELETE, Reason.IN_PROGRESS, "deleting"))
            .pass("trades", "questdb");
    assertThat(turn.again()).hasValueSatisfying(pause -> assertThat(pause).isPositive());
    assertThat(calls.stream().filter("delete"::equals)).hasSize(2);
  }

  private Decision act() {
    if (acted) {
      return new Decision.Complete(Reason.DONE, "deleted");
    }
    return new Decision.Act(DELETE, Reason.IN_PROGRESS, "deleting");
  }

  private Object takesEffect() {
    acted = true;
    return null;
  }

  private Decision checkpoint() {
    return acted
        ? new Decision.Complete(Reason.DONE, "entered")
        : new Decision.Act(
            new MigrationAction.EnterCheckpoint(Target.plain("questdb-0"), Duration.ofSeconds(1)),
            Reason.IN_PROGRESS,
            "entering");
  }

  private void runningPod() {
    cluster.on("pod", arguments -> Optional.of(ObserverTest.pod(true)));
  }

  private MigrationReconciler reconciler(Function<World, Decision> decision) {
    Step step = new FunctionStep(StepName.ENTER_CHECKPOINT, decision);
    Step giveBack =
        new FunctionStep(
            StepName.LEAVE_CHECKPOINT, world -> new Decision.Complete(Reason.DONE, "given back"));
    return new MigrationReconciler(
        List.of(Section.of("Backup", Optional.of(giveBack), step, giveBack)),
        migrations,
        new Observer(cluster.port(), database.port(), Runnable::run),
        new ActionRunner(cluster.port(), database.port(), clock()),
        new NoWatches(),
        (resource, event) -> events.add(event),
        new NoMeter(),
        clock());
  }

  private static Clock clock() {
    return Clock.fixed(Scene.NOW, ZoneOffset.UTC);
  }

  private StepStatus row() {
    return migrations.now().getStatus().getSteps().get(0);
  }

  private OperationStatus operation() {
    return migrations.now().getStatus().getOperations().get(0);
  }

  private String condition(String type) {
    return migrations.now().getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow()
        .getStatus();
  }

  private record FunctionStep(StepName name, Function<World, Decision> decision) implements Step {
    @Override
    public Set<Probe<?>> probes(Run run) {
      return Set.of(LOOK);
    }

    @Override
    public Decision decide(World world) {
      return decision.apply(world);
    }
  }

  private static final class NoWatches implements Watches {
    @Override
    public void follow(Run run) {}

    @Override
    public void forget(String namespace, String name) {}
  }

  private static final class NoMeter implements Meter {
    @Override
    public void stands(String namespace, String name, String state) {}

    @Override
    public void forget(String namespace, String name) {}

    @Override
    public void add(Measurement measurement) {}

    @Override
    public void passed(Duration took) {}
  }
}
