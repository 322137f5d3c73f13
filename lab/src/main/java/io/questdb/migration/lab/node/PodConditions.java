package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The conditions of one pod; a transition time moves only with its status. */
final class PodConditions {
  private final Map<String, PodCondition> byType = new LinkedHashMap<>();

  void set(String type, boolean status, String reason) {
    String value = status ? "True" : "False";
    PodCondition before = byType.get(type);
    boolean same = before != null && value.equals(before.getStatus());
    byType.put(
        type,
        new PodConditionBuilder()
            .withType(type)
            .withStatus(value)
            .withReason(status ? null : reason)
            .withLastTransitionTime(
                same
                    ? before.getLastTransitionTime()
                    : Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .build());
  }

  List<PodCondition> all() {
    return List.copyOf(byType.values());
  }
}
