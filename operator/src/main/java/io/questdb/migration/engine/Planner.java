package io.questdb.migration.engine;

import io.questdb.migration.api.v1alpha1.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  /** So often a section is begun that asks for another try: in the outage each is an outage. */
  static final int MAX_ATTEMPTS = 5;

  private final List<Section> sections;
  private final Map<StepName, Section> sectionOf = new EnumMap<>(StepName.class);

  /** {@code sections} in the order of the run. */
  public Planner(List<Section> sections) {
    this.sections = List.copyOf(sections);
    for (Section section : sections) {
      section.all().forEach(step -> sectionOf.put(step.name(), section));
    }
  }

  /** The step that this pass looks at, or empty when nothing is left to do. */
  public Optional<Step> next(Run run) {
    Ledger ledger = run.ledger();
    if (ledger.unknown().isPresent() || ledger.failed().isPresent()) {
      return Optional.empty();
    }
    Optional<Progress> open = open(ledger);
    if (open.filter(progress -> givesBack(run, progress)).isPresent()) {
      return open.get().section().giveBack();
    }
    return run.deleting() && ledger.committedAt().isEmpty()
        ? Optional.empty()
        : open.map(Progress::firstOpen);
  }

  /** Whether something was taken that the resource must not be deleted without giving back. */
  public boolean holds(Run run) {
    Ledger ledger = run.ledger();
    if (ledger.unknown().isPresent()) {
      return true;
    }
    return ledger.failed().isEmpty()
        && open(ledger)
            .filter(progress -> ledger.committedAt().isPresent() || progress.owes())
            .isPresent();
  }

  /** Everything that {@link #plan} may look at. */
  public Set<Probe<?>> probes(Run run, Step step) {
    Progress progress = progress(run.ledger(), step);
    if (pause(run, progress).isPresent() || addedLater(run.ledger(), step)) {
      return Set.of();
    }
    Set<Probe<?>> probes = new HashSet<>(step.probes(run));
    if (!givesBack(run, progress)) {
      progress.section().guard().ifPresent(guard -> probes.addAll(guard.probes(run)));
    }
    return probes;
  }

  /** What the pass records and does, given an observation of {@link #probes}. */
  public Plan plan(World world, Step step) {
    Run run = world.run();
    Ledger ledger = run.ledger();
    Progress progress = progress(ledger, step);
    Row row = progress.row(step);
    if (givesBack(run, progress)) {
      return giveBack(world, progress, step, row);
    }
    Optional<Duration> pause = pause(run, progress);
    if (pause.isPresent()) {
      return Plan.after(ledger, pause.get());
    }
    if (addedLater(ledger, step)) {
      Decision skip = new Decision.Skip(Reason.ADDED_LATER, "this step came with a newer operator");
      return Plan.go(ledger.with(row.decided(StepState.SKIPPED, skip, run.now())));
    }
    if (suspended(run) && progress.section().giveBack().isPresent()) {
      Decision suspend = new Decision.Redo(Reason.SUSPENDED, "spec.suspend is true");
      return Plan.go(ledger.with(row.decided(StepState.SUSPENDING, suspend, run.now())));
    }
    Decision decision = inTime(run, progress.section(), step, row, decide(world, progress, step));
    return apply(run, progress, row, decision);
  }

  private Decision decide(World world, Progress progress, Step step) {
    return Unanswered.decision(world, step, progress.row(step))
        .or(() -> progress.section().guard().flatMap(guard -> guard.objection(world)))
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
      if (over(run, since, limit)) {
        return new Decision.Fail(
            Reason.TIMED_OUT,
            section.name()
                + " took longer than "
                + Durations.text(limit)
                + "; last: "
                + decision.message());
      }
    }
    Optional<Duration> timeout =
        step.timeout(run).filter(limit -> decision instanceof Decision.Wait);
    return timeout.isPresent() && over(run, row.startedAt(), timeout.get())
        ? new Decision.Fail(
            Reason.TIMED_OUT,
            "no result within " + Durations.text(timeout.get()) + "; last: " + decision.message())
        : decision;
  }

  private static boolean over(Run run, Optional<Instant> since, Duration limit) {
    return since.filter(began -> began.plus(limit).isBefore(run.now())).isPresent();
  }

  private Plan apply(Run run, Progress progress, Row row, Decision decision) {
    Ledger ledger = run.ledger();
    Instant now = run.now();
    if (decision instanceof Decision.Complete complete) {
      return Plan.go(ledger.with(row.decided(StepState.COMPLETE, decision, now)))
          .showing(complete.findings());
    }
    if (decision instanceof Decision.Skip) {
      return Plan.go(ledger.with(row.decided(StepState.SKIPPED, decision, now)));
    }
    if (decision instanceof Decision.Wait wait) {
      return Plan.after(ledger.with(row.decided(StepState.RUNNING, decision, now)), wait.recheck());
    }
    if (decision instanceof Decision.Act act) {
      return act(run, progress, row, act);
    }
    return end(run, progress, row, bounded(progress, row, decision));
  }

  /** Failure in place of a redo, or a hold in the outage, that would be one too many. */
  private static Decision bounded(Progress progress, Row row, Decision decision) {
    boolean counts =
        decision instanceof Decision.Redo
            || (decision instanceof Decision.Hold && progress.inOutage());
    return counts && row.retries() + 1 >= MAX_ATTEMPTS
        ? new Decision.Fail(
            Reason.ATTEMPTS_EXHAUSTED,
            progress.section().name()
                + " was begun "
                + MAX_ATTEMPTS
                + " times; last: "
                + decision.message())
        : decision;
  }

  /** Redo, hold and failure. */
  private Plan end(Run run, Progress progress, Row row, Decision decision) {
    Ledger ledger = run.ledger();
    Instant now = run.now();
    boolean due = progress.givesBackFrom(row);
    if (decision instanceof Decision.Redo redo) {
      Ledger marked = ledger.with(row.decided(StepState.REDOING, decision, now));
      if (due) {
        return Plan.go(marked);
      }
      return Plan.go(reopened(marked, progress.section(), redo.fromStart(), now));
    }
    if (decision instanceof Decision.Hold hold) {
      StepState state = due ? StepState.HOLDING : StepState.HELD;
      Ledger held = ledger.with(row.decided(state, decision, now));
      return Plan.after(held, due ? Duration.ZERO : Row.HELD_RECHECK)
          .showing(Optional.of(hold.findings()).filter(found -> !found.isEmpty()));
    }
    StepState state = due ? StepState.FAILING : StepState.FAILED;
    return Plan.go(ledger.with(row.decided(state, decision, now)));
  }

  private Plan act(Run run, Progress progress, Row row, Decision.Act act) {
    Ledger ledger = run.ledger().with(row.decided(StepState.RUNNING, act, run.now()));
    if (act.action().commits()) {
      ledger = ledger.committed(run.now());
    }
    if (!act.action().once()) {
      return Plan.act(ledger, act.action());
    }
    if (run.ledger().operation(row.step(), row.attempt()).isPresent()) {
      Decision redo =
          new Decision.Redo(
              Reason.ANSWER_LOST, act.message() + ": the answer of this attempt is lost");
      return apply(run, progress, row, redo);
    }
    String key = Ledger.key(row.step(), row.attempt());
    return Plan.actOnce(
        ledger, act.action(), new Operation(key, row.step(), run.now(), Optional.empty()));
  }

  private Plan giveBack(World world, Progress progress, Step step, Row row) {
    Run run = world.run();
    Ledger ledger = run.ledger();
    Decision decision = Unanswered.waits(world).orElseGet(() -> step.decide(world));
    // A give-back that is also the section's last step may be the cause itself: its row says what
    // the section is given back for, and keeps saying so.
    boolean isCause = row.state().givingBack();
    Ledger going =
        isCause ? ledger : ledger.with(row.decided(givenBack(decision), decision, run.now()));
    if (givenBack(decision) == StepState.COMPLETE) {
      return Plan.go(new Progress(going, progress.section()).settled(run.now()));
    }
    if (decision instanceof Decision.Act act) {
      return Plan.act(going, act.action());
    }
    // A give-back never gives up: whatever else it says, a person is needed and it is asked again.
    return Plan.after(
        going, decision instanceof Decision.Wait wait ? wait.recheck() : Row.HELD_RECHECK);
  }

  private static StepState givenBack(Decision decision) {
    if (decision instanceof Decision.Complete || decision instanceof Decision.Skip) {
      return StepState.COMPLETE;
    }
    return decision instanceof Decision.Act || decision instanceof Decision.Wait
        ? StepState.RUNNING
        : StepState.HELD;
  }

  /** The ledger in which that section, and maybe all before it, begins again. */
  private Ledger reopened(Ledger ledger, Section last, boolean fromStart, Instant now) {
    int end = sections.indexOf(last);
    Ledger reopened = ledger;
    for (Section section : sections.subList(fromStart ? 0 : end, end + 1)) {
      reopened = new Progress(reopened, section).reopened(now);
    }
    return reopened;
  }

  private static boolean givesBack(Run run, Progress progress) {
    return progress.section().giveBack().isPresent()
        && run.ledger().committedAt().isEmpty()
        && (progress.cause().isPresent() || (run.deleting() && progress.owes()));
  }

  /** How long a section that holds nothing is left alone, or empty when it is decided now. */
  private static Optional<Duration> pause(Run run, Progress progress) {
    if (!progress.untouched()) {
      return Optional.empty();
    }
    if (suspended(run)) {
      return Optional.of(Row.HELD_RECHECK);
    }
    return progress
        .heldUntil()
        .filter(until -> !run.specChanged() && until.isAfter(run.now()))
        .map(until -> Duration.between(run.now(), until));
  }

  private static boolean suspended(Run run) {
    return Boolean.TRUE.equals(run.spec().getSuspend()) && run.ledger().committedAt().isEmpty();
  }

  private boolean addedLater(Ledger ledger, Step step) {
    return ledger.row(step.name()).isEmpty()
        && sections.stream()
            .flatMap(section -> section.steps().stream())
            .dropWhile(candidate -> candidate != step)
            .anyMatch(later -> ledger.closed(later.name()));
  }

  private Optional<Progress> open(Ledger ledger) {
    return sections.stream()
        .map(section -> new Progress(ledger, section))
        .filter(progress -> !progress.closed())
        .findFirst();
  }

  private Progress progress(Ledger ledger, Step step) {
    return new Progress(ledger, sectionOf.get(step.name()));
  }
}
