package io.questdb.migration.controller;

import static io.questdb.migration.controller.StatusText.cut;
import static io.questdb.migration.controller.StatusText.orNull;
import static io.questdb.migration.controller.StatusText.text;

import io.questdb.migration.api.v1alpha1.FindingStatus;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Findings in {@code status.findings}: at most 128, what blocks before what does not. */
final class Findings {
  private static final int MOST = 128;

  private Findings() {}

  static List<FindingStatus> shown(List<Finding> findings) {
    return findings.stream()
        .sorted(Comparator.comparing(Finding::severity))
        .limit(MOST)
        .map(Findings::shown)
        .toList();
  }

  /** The findings whose words this version knows. */
  static List<Finding> read(List<FindingStatus> shown) {
    return shown.stream().flatMap(Findings::read).toList();
  }

  private static FindingStatus shown(Finding finding) {
    FindingStatus shown = new FindingStatus();
    shown.setCheck(finding.check());
    shown.setSeverity(finding.severity().text());
    shown.setReason(finding.reason().text());
    shown.setMessage(orNull(cut(finding.message())));
    shown.setRemedy(orNull(cut(finding.remedy())));
    return shown;
  }

  private static Stream<Finding> read(FindingStatus shown) {
    Optional<Finding.Severity> severity =
        Arrays.stream(Finding.Severity.values())
            .filter(candidate -> candidate.text().equals(shown.getSeverity()))
            .findFirst();
    Optional<Reason> reason = Reason.of(text(shown.getReason()));
    if (severity.isEmpty() || reason.isEmpty()) {
      return Stream.empty();
    }
    return Stream.of(
        new Finding(
            shown.getCheck(),
            severity.get(),
            reason.get(),
            text(shown.getMessage()),
            text(shown.getRemedy())));
  }
}
