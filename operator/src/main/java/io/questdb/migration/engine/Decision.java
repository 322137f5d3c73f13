package io.questdb.migration.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a step wants. Messages are prose that names the object and the remedy; nothing ever branches
 * on them.
 */
public sealed interface Decision {

  Reason reason();

  String message();

  /**
   * The step is done.
   *
   * @param evidence written with its row
   * @param findings what its checks found, with nothing that blocks; empty for a step that runs
   *     none
   */
  record Complete(
      Reason reason, String message, Optional<Evidence> evidence, Optional<List<Finding>> findings)
      implements Decision {
    public Complete(Reason reason, String message) {
      this(reason, message, Optional.empty(), Optional.empty());
    }

    public Complete(Reason reason, String message, Evidence evidence) {
      this(reason, message, Optional.of(evidence), Optional.empty());
    }
  }

  /** The step does not apply to this migration. */
  record Skip(Reason reason, String message) implements Decision {}

  /** One effect, sent after the pass is recorded. */
  record Act(Action action, Reason reason, String message) implements Decision {}

  /** Nothing to do but look again; {@code recheck} is when, should no event come before. */
  record Wait(Reason reason, String message, Duration recheck) implements Decision {}

  /**
   * Give back, reopen the section with the next attempt.
   *
   * @param fromStart reopen every earlier section too: what the plan rests on has changed. Only for
   *     a section that has taken nothing
   */
  record Redo(Reason reason, String message, boolean fromStart) implements Decision {
    public Redo(Reason reason, String message) {
      this(reason, message, false);
    }
  }

  /**
   * Give back, then a person is needed; decided again after a spec change and from time to time.
   */
  record Hold(Reason reason, String message, List<Finding> findings) implements Decision {
    public Hold(Reason reason, String message) {
      this(reason, message, List.of());
    }
  }

  /** Give back, then terminal: a new resource is needed. */
  record Fail(Reason reason, String message) implements Decision {}
}
