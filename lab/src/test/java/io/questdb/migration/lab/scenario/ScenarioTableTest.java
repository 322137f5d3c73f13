package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table that a suite prints at its end. */
class ScenarioTableTest {
  @Test
  void aScenarioHasOneLineAndEveryClusterAColumn() {
    Map<String, List<ScenarioResult>> clusters = new LinkedHashMap<>();
    clusters.put(
        "embedded",
        List.of(
            new ScenarioResult("B.second", "passed", 2.04, null),
            new ScenarioResult("A.first", "passed", 1, null)));
    clusters.put("node", List.of(new ScenarioResult("A.first", "skipped", 0, "no knob")));

    assertThat(ScenarioTable.lines(clusters))
        .containsExactly(
            "                 embedded             node",
            "A.first      passed 1.0 s    skipped 0.0 s",
            "B.second     passed 2.0 s                -",
            "               2 of 2 3 s       0 of 1 0 s",
            "node: A.first: no knob");
  }
}
