package io.questdb.migration.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.zjsonpatch.JsonDiff;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * JSON Patches of a StatefulSet. Each is one write and one rollout, and starts with {@code test}
 * operations, so that it is refused as a whole when the set is not what was looked at (RFC 6902).
 */
public final class WorkloadPatch {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode operations = JSON.createArrayNode();

  private WorkloadPatch() {}

  /** A patch of the set as it was observed: any write by somebody else voids it. */
  public static WorkloadPatch of(StatefulSet observed) {
    WorkloadPatch patch = new WorkloadPatch();
    patch.test("/metadata/uid", text(observed.getMetadata().getUid()));
    patch.test("/metadata/resourceVersion", text(observed.getMetadata().getResourceVersion()));
    return patch;
  }

  /** A patch for a later time, without any test yet. */
  public static WorkloadPatch later() {
    return new WorkloadPatch();
  }

  /** The set must have this UID. */
  public WorkloadPatch testUid(String uid) {
    return test("/metadata/uid", text(uid));
  }

  /** The set must be scaled to this. */
  public WorkloadPatch testReplicas(int replicas) {
    return test("/spec/replicas", IntNode.valueOf(replicas));
  }

  /** The container must have this image. */
  public WorkloadPatch testImage(int container, String image) {
    return test("/spec/template/spec/containers/" + container + "/image", text(image));
  }

  /**
   * Scales the set: by a patch of the set, since a write through {@code /scale} leaves no owner of
   * the field.
   */
  public WorkloadPatch replicas(int replicas) {
    return operation("replace", "/spec/replicas", IntNode.valueOf(replicas));
  }

  /** Sets annotations of the set; {@code observed} tells whether it has any. */
  public WorkloadPatch annotate(StatefulSet observed, Map<String, String> annotations) {
    if (observed.getMetadata().getAnnotations() == null
        || observed.getMetadata().getAnnotations().isEmpty()) {
      operation("add", "/metadata/annotations", JSON.createObjectNode());
    }
    new TreeMap<>(annotations)
        .forEach(
            (key, value) -> operation("add", "/metadata/annotations/" + escape(key), text(value)));
    return this;
  }

  /** Removes annotations that the observed set carries. */
  public WorkloadPatch removeAnnotations(StatefulSet observed, String... keys) {
    Map<String, String> present = observed.getMetadata().getAnnotations();
    for (String key : keys) {
      if (present != null && present.containsKey(key)) {
        operation("remove", "/metadata/annotations/" + escape(key), null);
      }
    }
    return this;
  }

  /** Every operation that makes {@code from} into {@code to}, and nothing else. */
  public WorkloadPatch template(StatefulSet from, StatefulSet to) {
    for (JsonNode operation : JsonDiff.asJson(rooted(from), rooted(to))) {
      operations.add(operation);
    }
    return this;
  }

  /** The template at its place in the set, so that the paths are right. */
  private static JsonNode rooted(StatefulSet set) {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("spec").set("template", JSON.valueToTree(set.getSpec().getTemplate()));
    return root;
  }

  /** All operations of another patch. */
  public WorkloadPatch and(String json) {
    read(json).forEach(operations::add);
    return this;
  }

  /** What the set would be after the patch; empty when the patch would be refused. */
  public Optional<StatefulSet> applied(StatefulSet to) {
    try {
      JsonNode patched = JsonPatch.apply(operations, JSON.valueToTree(to));
      return Optional.of(JSON.treeToValue(patched, StatefulSet.class));
    } catch (JsonPatchException | JsonProcessingException refused) {
      return Optional.empty();
    }
  }

  /** The patch as sent. */
  public String json() {
    return operations.toString();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a patch that was recorded is JSON", e);
    }
  }

  private WorkloadPatch test(String path, JsonNode value) {
    return operation("test", path, value);
  }

  private WorkloadPatch operation(String op, String path, JsonNode value) {
    ObjectNode operation = operations.addObject().put("op", op).put("path", path);
    if (value != null) {
      operation.set("value", value);
    }
    return this;
  }

  private static JsonNode text(String value) {
    return JSON.getNodeFactory().textNode(value);
  }

  private static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
