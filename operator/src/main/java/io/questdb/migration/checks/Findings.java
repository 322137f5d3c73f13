package io.questdb.migration.checks;

import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Finding.Severity;
import io.questdb.migration.engine.Reason;
import java.util.ArrayList;
import java.util.List;

/** What one check has found so far. */
final class Findings {
  private final String check;
  private final List<Finding> found = new ArrayList<>();

  Findings(String check) {
    this.check = check;
  }

  void block(Reason reason, String message, String remedy) {
    found.add(new Finding(check, Severity.BLOCK, reason, message, remedy));
  }

  void warn(Reason reason, String message, String remedy) {
    found.add(new Finding(check, Severity.WARN, reason, message, remedy));
  }

  void notChecked(String message, String remedy) {
    found.add(new Finding(check, Severity.NOT_CHECKED, Reason.NOT_CHECKED, message, remedy));
  }

  List<Finding> list() {
    return List.copyOf(found);
  }
}
