package io.questdb.migration.controller;

import static io.questdb.migration.controller.StatusText.cut;
import static io.questdb.migration.controller.StatusText.orNull;

import io.questdb.migration.api.v1alpha1.FindingStatus;
import io.questdb.migration.engine.Finding;
import java.util.Comparator;
import java.util.List;

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

  private static FindingStatus shown(Finding finding) {
    FindingStatus shown = new FindingStatus();
    shown.setCheck(finding.check());
    shown.setSeverity(finding.severity().text());
    shown.setReason(finding.reason().text());
    shown.setMessage(orNull(cut(finding.message())));
    shown.setRemedy(orNull(cut(finding.remedy())));
    return shown;
  }
}
