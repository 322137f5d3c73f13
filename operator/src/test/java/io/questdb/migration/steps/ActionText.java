package io.questdb.migration.steps;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.questdb.migration.api.v1alpha1.GroupSpec;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.api.v1alpha1.UserSpec;
import io.questdb.migration.engine.Action;
import io.questdb.migration.steps.action.MigrationAction;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    return action instanceof MigrationAction made ? written(made) : action.toString();
  }

  private static String written(MigrationAction action) {
    if (action instanceof MigrationAction.CreateMergedConfig merge) {
      return "merge %s %s of hash %s into Secret %s"
          .formatted(
              merge.source().kind(),
              merge.source().name(),
              merge.originalHash(),
              merge.secretName());
    } else if (action instanceof MigrationAction.WriteRunRecord write) {
      return "record %s in %s"
          .formatted(
              String.join(", ", new TreeSet<>(write.entries().keySet())), write.secretName());
    } else if (action instanceof MigrationAction.WriteHandoff write) {
      return "write the hand-off " + write.configMapName();
    } else if (action instanceof MigrationAction.ProvisionAccess provision) {
      return "create service accounts %s, groups %s and users %s"
          .formatted(
              names(provision.accounts(), ServiceAccountSpec::getName),
              names(provision.groups(), GroupSpec::getName),
              names(provision.users(), UserSpec::getName));
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
      String line = template ? "change the template" : op + " " + path + value(operation);
      if (!lines.contains(line)) {
        lines.add(line);
      }
    }
    return String.join("; ", lines);
  }

  private static String value(JsonNode operation) {
    JsonNode value = operation.path("value");
    return value.isValueNode() ? " " + value.asText() : value.isMissingNode() ? "" : " " + value;
  }

  private static <T> String names(List<T> principals, Function<T, String> name) {
    return principals.stream().map(name).collect(Collectors.joining(", "));
  }
}
