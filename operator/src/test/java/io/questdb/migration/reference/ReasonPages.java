package io.questdb.migration.reference;

import io.questdb.migration.controller.ConditionsAsked;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.StepName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The published vocabulary: reasons and conditions. */
final class ReasonPages {

  /** Reasons that say how a step goes, not that something is in its way. */
  static final Set<Reason> PROGRESS =
      EnumSet.of(
          Reason.PENDING,
          Reason.DONE,
          Reason.NOT_REQUESTED,
          Reason.ADDED_LATER,
          Reason.IN_PROGRESS,
          Reason.DELETING,
          Reason.SUCCEEDED,
          Reason.FAILED);

  private final SourceDoc doc = new SourceDoc(Reason.class);

  String reasons() {
    return new Page("Reasons")
        .paragraph(
            """
            Why a step, a finding or a condition is as it is. The same words are in `status.steps`,
            `status.findings`, conditions, events and the metric of failures. A linked reason can stop a run; the
            link leads to what to do.
            """)
        .table(
            List.of("reason", "means"),
            Arrays.stream(Reason.values())
                .map(reason -> List.of(name(reason), doc.of(reason)))
                .toList())
        .text();
  }

  String conditions() {
    List<List<String>> rows = new ArrayList<>();
    ConditionsAsked asked = new ConditionsAsked();
    for (String type : asked.types()) {
      List<StepName> steps = asked.stepsOf(type);
      rows.add(
          List.of(
              "`" + type + "`",
              steps.isEmpty()
                  ? summary(type)
                  : steps.stream().map(StepName::text).collect(Collectors.joining(", ")),
              asked.optional().contains(type) ? "False, `NotRequested`" : ""));
    }
    return new Page("Conditions")
        .paragraph(
            """
            All are there from the first write of status. A condition of steps is True when all of them are
            complete, False when one is held or has failed or waits for approval, and Unknown until then. Its
            reason and message are those of the step: see [reasons](reasons.md).
            """)
        .table(List.of("condition", "says", "when not asked for"), rows)
        .text();
  }

  private static String summary(String type) {
    return switch (type) {
      case "Ready" -> "True when the migration is complete and verified";
      case "Succeeded" -> "True or False when the migration has ended; Unknown until then";
      case "Reconciling" -> "True while the operator works or waits for an approval";
      case "Stalled" ->
          "True when a person is needed: a step is held, its write is refused after the point of no"
              + " return, or the migration has failed";
      default -> throw new IllegalStateException("say what condition " + type + " means");
    };
  }

  private static String name(Reason reason) {
    return PROGRESS.contains(reason)
        ? "`" + reason.text() + "`"
        : "[`%s`](../handbook/02-it-failed-what-now.md#%s)"
            .formatted(reason.text(), reason.text().toLowerCase(Locale.ROOT));
  }
}
