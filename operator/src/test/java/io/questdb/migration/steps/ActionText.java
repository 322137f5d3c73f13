package io.questdb.migration.steps;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.questdb.migration.engine.Action;
import io.questdb.migration.steps.action.MigrationAction;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** An action in one line, with everything that its safety rests on. */
final class ActionText {
  /** How every patch of the set as it was observed begins. */
  static final String PATCH =
      "patch questdb: test /metadata/uid set; test /metadata/resourceVersion 7; ";

  private ActionText() {}

  static String of(Action action) {
    if (action instanceof MigrationAction.Create create) {
      return "create " + create.object().getKind() + " " + create.object().getMetadata().getName();
    } else if (action instanceof MigrationAction.Delete delete) {
      return "delete %s %s %s"
          .formatted(delete.object().kind(), delete.object().name(), delete.object().uid());
    } else if (action instanceof MigrationAction.DeletePod delete) {
      return "delete the pod " + delete.name() + " " + delete.uid();
    } else if (action instanceof MigrationAction.PatchWorkload patch) {
      return "patch " + patch.name() + ": " + operations(patch.jsonPatch());
    } else if (action instanceof MigrationAction.AllowEnterprise allow) {
      return "allow Enterprise: patch " + allow.name() + ": " + operations(allow.jsonPatch());
    }
    if (action instanceof MigrationAction.WriteHandoff write) {
      return "write the hand-off " + write.configMapName();
    }
    if (action instanceof MigrationAction.WriteRunRecord write) {
      return "record "
          + String.join(", ", new TreeSet<>(write.entries().keySet()))
          + " in "
          + write.secretName();
    }
    return action.toString();
  }

  /** The operations in order; those on the template are told by its own tests. */
  private static String operations(String patch) {
    List<String> lines = new ArrayList<>();
    for (JsonNode operation : Serialization.unmarshal(patch, JsonNode.class)) {
      String path = operation.get("path").asText();
      String op = operation.get("op").asText();
      boolean template = path.startsWith("/spec/template") && !op.equals("test");
      String value =
          operation.has("value")
              ? " "
                  + (operation.get("value").isTextual()
                      ? operation.get("value").asText()
                      : operation.get("value").toString())
              : "";
      String line = template ? "change the template" : op + " " + path + value;
      if (!lines.contains(line)) {
        lines.add(line);
      }
    }
    return String.join("; ", lines);
  }
}
