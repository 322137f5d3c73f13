package io.questdb.migration.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The engine: which step a pass looks at, and what the pass records and does. Pure.
 *
 * <p>Four rules carry the safety. <em>Record before acting</em>: a plan's ledger is written before
 * its action is sent. <em>Never act on unrecorded progress</em>: one step is decided per pass, so
 * an action never rests on a completion that nobody wrote down. <em>Give back first</em>: redo,
 * suspend, hold, failure and deletion all run the section's give-back before anything else.
 * <em>"Could not look" is never "not there"</em>: a step is asked only when all its probes were
 * answered.
 */
public final class Planner {
  static final Duration HELD_RECHECK = Duration.ofMinutes(1);
  static final Duration UNANSWERED_RECHECK = Duration.ofSeconds(2);

  /**
   * A section that was given back this often is not tried again: in the outage every attempt is an
   * outage.
   */
  static final int MAX_ATTEMPTS = 5;

  private final List<Section> sections;

  /** {@code sections} in the order of the run. */
  public Planner(List<Section> sections) {
    this.sections = List.copyOf(sections);
  }

  /** The step that this pass looks at, or empty when nothing is left to do. */
  public Optional<Step> next(Run run) {
    Ledger ledger = run.ledger();
    if (ledger.unknown().isPresent() || ledger.failed().isPresent()) {
      return Optional.empty();
    }
    return current(ledger)
        .flatMap(
            section -> {
              if (givesBack(run, section)) {
                return section.giveBack();
              }
              return run.deleting() && ledger.committedAt().isEmpty()
                  ? Optional.empty()
                  : Optional.of(firstOpen(section, ledger));
            });
  }

  /** Whether something was taken that the resource must not be deleted without giving back. */
  public boolean holds(Run run) {
    Ledger ledger = run.ledger();
    if (ledger.unknown().isPresent()) {
      return true;
    }
    return ledger.failed().isEmpty()
        && current(ledger)
            .filter(
                section ->
                    ledger.committedAt().isPresent()
                        || (section.giveBack().isPresent() && owes(ledger, section)))
            .isPresent();
  }

  /** Everything that {@link #plan} may look at. */
  public Set<Probe<?>> probes(Run run, Step step) {
    Section section = sectionOf(step);
    if (pauses(run, section) || addedLater(run.ledger(), step)) {
      return Set.of();
    }
    Set<Probe<?>> probes = new HashSet<>(step.probes(run));
    if (!givesBack(run, section)) {
      section.guard().ifPresent(guard -> probes.addAll(guard.probes(run)));
    }
    return probes;
  }

  /** What the pass records and does, given an observation of {@link #probes}. */
  public Plan plan(World world, Step step) {
    Run run = world.run();
    Section section = sectionOf(step);
    Row row = row(run.ledger(), section, step);
    if (givesBack(run, section)) {
      return giveBack(world, section, step, row);
    }
    if (pauses(run, section)) {
      return idle(run.ledger(), HELD_RECHECK);
    }
    if (addedLater(run.ledger(), step)) {
      Decision skip = new Decision.Skip(Reason.ADDED_LATER, "this step came with a newer operator");
      return go(run.ledger().with(row.decided(StepState.SKIPPED, skip, run.now())));
    }
    if (suspended(run) && section.giveBack().isPresent()) {
      Decision suspend = new Decision.Redo(Reason.SUSPENDED, "spec.suspend is true");
      return go(run.ledger().with(row.decided(StepState.SUSPENDING, suspend, run.now())));
    }
    return apply(
        world, section, row, inTime(run, section, step, row, decide(world, section, step)));
  }

  private Decision decide(World world, Section section, Step step) {
    Optional<String> unanswered = world.unanswered();
    if (unanswered.isPresent()) {
      return new Decision.Wait(Reason.OBSERVATION_FAILED, unanswered.get(), UNANSWERED_RECHECK);
    }
    return section
        .guard()
        .flatMap(guard -> guard.objection(world))
        .orElseGet(() -> step.decide(world));
  }

  private Decision inTime(Run run, Section section, Step step, Row row, Decision decision) {
    if (decision instanceof Decision.Complete || decision instanceof Decision.Skip) {
      return decision;
    }
    Optional<Section.Deadline> deadline =
        section.deadline().filter(limit -> run.ledger().committedAt().isEmpty());
    if (deadline.isPresent()) {
      Optional<Instant> since = run.ledger().row(deadline.get().since()).flatMap(Row::startedAt);
      Duration limit = deadline.get().limit().apply(run);
      if (since.isPresent() && since.get().plus(limit).isBefore(run.now())) {
        return new Decision.Fail(
            Reason.TIMED_OUT,
            section.name() + " took longer than " + limit + "; last: " + decision.message());
      }
    }
    Optional<Duration> timeout = step.timeout(run);
    if (decision instanceof Decision.Wait && timeout.isPresent() && row.startedAt().isPresent()) {
      if (row.startedAt().get().plus(timeout.get()).isBefore(run.now())) {
        return new Decision.Fail(
            Reason.TIMED_OUT,
            "no result within " + timeout.get() + "; last: " + decision.message());
      }
    }
    return decision;
  }

  private Plan apply(World world, Section section, Row row, Decision decision) {
    Run run = world.run();
    Ledger ledger = run.ledger();
    Instant now = run.now();
    if (decision instanceof Decision.Complete) {
      return go(ledger.with(row.decided(StepState.COMPLETE, decision, now)), decision);
    }
    if (decision instanceof Decision.Skip) {
      return go(ledger.with(row.decided(StepState.SKIPPED, decision, now)));
    }
    if (decision instanceof Decision.Wait wait) {
      return idle(ledger.with(row.decided(StepState.RUNNING, decision, now)), wait.recheck());
    }
    if (decision instanceof Decision.Act act) {
      return act(world, section, row, act);
    }
    if (decision instanceof Decision.Redo && row.attempt() >= MAX_ATTEMPTS) {
      Decision enough =
          new Decision.Fail(
              Reason.ATTEMPTS_EXHAUSTED,
              section.name()
                  + " was given back "
                  + row.attempt()
                  + " times: "
                  + decision.message());
      return apply(world, section, row, enough);
    }
    boolean due =
        section.giveBack().isPresent()
            && ledger.committedAt().isEmpty()
            && (row.state() == StepState.RUNNING || othersBegun(ledger, section, row));
    if (decision instanceof Decision.Redo redo) {
      Ledger marked = ledger.with(row.decided(StepState.REDOING, decision, now));
      if (due) {
        return go(marked);
      }
      return go(
          redo.fromStart() ? restarted(marked, section, now) : reopened(marked, section, now));
    }
    if (decision instanceof Decision.Fail) {
      StepState state = due ? StepState.FAILING : StepState.FAILED;
      return go(ledger.with(row.decided(state, decision, now)));
    }
    StepState state = due ? StepState.HOLDING : StepState.HELD;
    Ledger held = ledger.with(row.decided(state, decision, now));
    return due ? go(held, decision) : idle(held, decision, HELD_RECHECK);
  }

  private Plan act(World world, Section section, Row row, Decision.Act act) {
    Run run = world.run();
    Ledger ledger = run.ledger().with(row.decided(StepState.RUNNING, act, run.now()));
    if (act.action().commits()) {
      ledger = ledger.committed(run.now());
    }
    if (!act.action().once()) {
      return new Plan(
          ledger, Optional.of(act.action()), Optional.empty(), Optional.empty(), Requeue.NOW);
    }
    String key = Ledger.key(row.step(), row.attempt());
    if (run.ledger().operation(row.step(), row.attempt()).isPresent()) {
      Decision redo =
          new Decision.Redo(
              Reason.ANSWER_LOST, act.message() + ": the answer of this attempt is lost");
      return apply(world, section, row, redo);
    }
    Operation operation = new Operation(key, row.step(), run.now(), Optional.empty());
    return new Plan(
        ledger.with(operation),
        Optional.of(act.action()),
        Optional.of(operation),
        Optional.empty(),
        Requeue.NOW);
  }

  private Plan giveBack(World world, Section section, Step step, Row row) {
    Run run = world.run();
    Ledger ledger = run.ledger();
    Optional<String> unanswered = world.unanswered();
    Decision decision =
        unanswered.isPresent()
            ? new Decision.Wait(Reason.OBSERVATION_FAILED, unanswered.get(), UNANSWERED_RECHECK)
            : step.decide(world);
    // A give-back that is also the section's last step may be the cause itself: its row says what
    // the section is given back for, and keeps saying so.
    boolean isCause = row.state().givingBack();
    if (decision instanceof Decision.Complete || decision instanceof Decision.Skip) {
      Ledger given =
          isCause ? ledger : ledger.with(row.decided(StepState.COMPLETE, decision, run.now()));
      return go(settled(given, section, run.now()));
    }
    Ledger going =
        isCause ? ledger : ledger.with(row.decided(StepState.RUNNING, decision, run.now()));
    if (decision instanceof Decision.Act act) {
      return new Plan(
          going, Optional.of(act.action()), Optional.empty(), Optional.empty(), Requeue.NOW);
    }
    if (decision instanceof Decision.Wait wait) {
      return idle(going, wait.recheck());
    }
    // A give-back never gives up: whatever else it says, a person is needed and it is asked again.
    return idle(going, HELD_RECHECK);
  }

  /** The ledger after the give-back, by the purpose that the section was given back for. */
  private static Ledger settled(Ledger ledger, Section section, Instant now) {
    Optional<Row> cause = cause(ledger, section);
    if (cause.isEmpty()) {
      return ledger;
    }
    if (cause.get().state() == StepState.FAILING) {
      return ledger.with(cause.get().ended(StepState.FAILED, now));
    }
    return reopened(ledger, section, now);
  }

  private static Ledger reopened(Ledger ledger, Section section, Instant now) {
    int attempt = attempt(ledger, section) + 1;
    Ledger reopened = ledger;
    for (Step step : all(section).toList()) {
      Optional<Row> row = ledger.row(step.name());
      if (row.isPresent()) {
        reopened =
            reopened.with(
                row.get().state() == StepState.HOLDING
                    ? row.get().heldIn(attempt, now)
                    : Row.pending(step.name(), attempt));
      }
    }
    return reopened;
  }

  private Ledger restarted(Ledger ledger, Section last, Instant now) {
    Ledger reopened = ledger;
    for (Section section : sections) {
      reopened = reopened(reopened, section, now);
      if (section.name().equals(last.name())) {
        return reopened;
      }
    }
    throw new IllegalStateException("no section " + last.name());
  }

  private static Optional<Row> cause(Ledger ledger, Section section) {
    return all(section)
        .flatMap(step -> ledger.row(step.name()).stream())
        .filter(row -> row.state().givingBack())
        .findFirst();
  }

  private boolean givesBack(Run run, Section section) {
    Ledger ledger = run.ledger();
    if (section.giveBack().isEmpty() || ledger.committedAt().isPresent()) {
      return false;
    }
    return cause(ledger, section).isPresent() || (run.deleting() && owes(ledger, section));
  }

  /** Whether this attempt of the section may have taken something that was not given back. */
  private static boolean owes(Ledger ledger, Section section) {
    boolean begun = section.steps().stream().anyMatch(step -> ledger.begun(step.name()));
    return begun && section.giveBack().filter(step -> !ledger.closed(step.name())).isPresent();
  }

  private static boolean othersBegun(Ledger ledger, Section section, Row row) {
    return section.steps().stream()
        .anyMatch(step -> step.name() != row.step() && ledger.begun(step.name()));
  }

  private boolean pauses(Run run, Section section) {
    Ledger ledger = run.ledger();
    boolean untouched = section.steps().stream().noneMatch(step -> ledger.begun(step.name()));
    if (suspended(run) && untouched) {
      return true;
    }
    return !run.specChanged()
        && untouched
        && section.steps().stream()
            .flatMap(step -> ledger.row(step.name()).stream())
            .filter(row -> row.state() == StepState.HELD)
            .flatMap(row -> row.endedAt().stream())
            .anyMatch(heldAt -> heldAt.plus(HELD_RECHECK).isAfter(run.now()));
  }

  private static boolean suspended(Run run) {
    return Boolean.TRUE.equals(run.spec().getSuspend()) && run.ledger().committedAt().isEmpty();
  }

  private boolean addedLater(Ledger ledger, Step step) {
    if (ledger.row(step.name()).isPresent()) {
      return false;
    }
    return sections.stream()
        .flatMap(section -> section.steps().stream())
        .dropWhile(candidate -> candidate != step)
        .anyMatch(later -> ledger.closed(later.name()));
  }

  private Optional<Section> current(Ledger ledger) {
    return sections.stream()
        .filter(section -> section.steps().stream().anyMatch(step -> !ledger.closed(step.name())))
        .findFirst();
  }

  private static Step firstOpen(Section section, Ledger ledger) {
    return section.steps().stream()
        .filter(step -> !ledger.closed(step.name()))
        .findFirst()
        .orElseThrow();
  }

  private Section sectionOf(Step step) {
    return sections.stream()
        .filter(section -> all(section).anyMatch(candidate -> candidate == step))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Step> all(Section section) {
    return Stream.concat(section.steps().stream(), section.giveBack().stream()).distinct();
  }

  private static int attempt(Ledger ledger, Section section) {
    return all(section).mapToInt(step -> ledger.attempt(step.name())).max().orElse(1);
  }

  private static Row row(Ledger ledger, Section section, Step step) {
    return ledger
        .row(step.name())
        .orElseGet(() -> Row.pending(step.name(), attempt(ledger, section)));
  }

  private static Plan go(Ledger ledger) {
    return new Plan(ledger, Optional.empty(), Optional.empty(), Optional.empty(), Requeue.NOW);
  }

  private static Plan go(Ledger ledger, Decision decision) {
    return new Plan(ledger, Optional.empty(), Optional.empty(), findings(decision), Requeue.NOW);
  }

  private static Plan idle(Ledger ledger, Duration after) {
    return new Plan(
        ledger, Optional.empty(), Optional.empty(), Optional.empty(), new Requeue(after));
  }

  private static Plan idle(Ledger ledger, Decision decision, Duration after) {
    return new Plan(
        ledger, Optional.empty(), Optional.empty(), findings(decision), new Requeue(after));
  }

  private static Optional<List<Finding>> findings(Decision decision) {
    if (decision instanceof Decision.Hold hold && !hold.findings().isEmpty()) {
      return Optional.of(hold.findings());
    }
    return decision instanceof Decision.Complete complete ? complete.findings() : Optional.empty();
  }
}
