package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Defaults and refusals of the built-in kinds, and the schema of the others. */
final class Admission {
  private static final Set<String> MUTABLE_SET_FIELDS =
      Set.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");
  private static final String POD_DEFAULTS =
      """
      restartPolicy Always
      terminationGracePeriodSeconds 30
      dnsPolicy ClusterFirst
      schedulerName default-scheduler
      securityContext {}
      containers[].resources {}
      containers[].terminationMessagePath /dev/termination-log
      containers[].terminationMessagePolicy File
      containers[].imagePullPolicy IfNotPresent
      containers[].ports[].protocol TCP
      initContainers[].resources {}
      initContainers[].terminationMessagePath /dev/termination-log
      initContainers[].terminationMessagePolicy File
      initContainers[].imagePullPolicy IfNotPresent
      volumes[].secret.defaultMode 420
      volumes[].configMap.defaultMode 420
      """;
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "pods", "status.phase Pending\n" + POD_DEFAULTS.replaceAll("(?m)^", "spec."),
          "statefulsets",
              """
              spec.replicas 1
              spec.updateStrategy {"type": "RollingUpdate"}
              spec.podManagementPolicy OrderedReady
              spec.revisionHistoryLimit 10
              spec.persistentVolumeClaimRetentionPolicy {"whenDeleted": "Retain", "whenScaled": "Retain"}
              status.replicas 0
              """
                  + POD_DEFAULTS.replaceAll("(?m)^", "spec.template.spec."),
          "deployments", "spec.replicas 1",
          "namespaces", "status.phase Active",
          "persistentvolumes", "status.phase Pending\nspec.persistentVolumeReclaimPolicy Retain",
          "persistentvolumeclaims", "status.phase Pending\nspec.volumeMode Filesystem",
          "services", "spec.type ClusterIP\nspec.sessionAffinity None\nspec.ports[].protocol TCP",
          "secrets", "type Opaque",
          "storageclasses", "reclaimPolicy Delete\nvolumeBindingMode Immediate");

  private final ResourceType type;
  private final ObjectNode object;
  private final List<String> causes = new ArrayList<>();

  private Admission(ResourceType type, ObjectNode object) {
    this.type = type;
    this.object = object;
  }

  /**
   * Defaults the object in place.
   *
   * @param before the stored object, absent for a creation
   * @throws ApiError 422 with every cause when the object may not be stored
   */
  static void admit(ResourceType type, ObjectNode object, Optional<ObjectNode> before) {
    Admission admission = new Admission(type, object);
    admission.prepare();
    before.ifPresentOrElse(admission::checkUpdate, admission::checkCreation);
    if (!admission.causes.isEmpty()) {
      throw ApiError.invalid(type, Json.name(object), admission.causes);
    }
  }

  private void prepare() {
    if (type.schema().isPresent()) {
      causes.addAll(Schema.apply(type.schema().get(), object));
      return;
    }
    if (type.plural().equals("secrets") && object.remove("stringData") instanceof ObjectNode text) {
      Base64.Encoder base64 = Base64.getEncoder();
      for (Map.Entry<String, JsonNode> entry : text.properties()) {
        byte[] bytes = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
        object.withObject("/data").put(entry.getKey(), base64.encodeToString(bytes));
      }
    }
    DEFAULTS
        .getOrDefault(type.plural(), "")
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(line -> fill(object, line[0], Serialization.unmarshal(line[1], JsonNode.class)));
  }

  /** Only {@code status} and the last field of a path come into being; other parents must exist. */
  private static void fill(ObjectNode parent, String path, JsonNode value) {
    String field = path.replaceFirst("[.].*", "");
    String rest = path.equals(field) ? "" : path.substring(field.length() + 1);
    if (field.endsWith("[]")) {
      for (JsonNode item : parent.path(field.substring(0, field.length() - 2))) {
        fill((ObjectNode) item, rest, value);
      }
    } else if (rest.isEmpty()) {
      if (!parent.hasNonNull(field)) {
        parent.set(field, value.deepCopy());
      }
    } else if (parent.path(field).isObject()) {
      fill((ObjectNode) parent.get(field), rest, value);
    } else if (field.equals("status")) {
      fill(parent.putObject(field), rest, value);
    }
  }

  private void checkCreation() {
    if (!type.plural().equals("pods")) {
      return;
    }
    Set<String> volumes = new HashSet<>();
    object.at("/spec/volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
    if (object.at("/spec/containers").isEmpty()) {
      causes.add("spec.containers: Required value");
    }
    for (String list : List.of("containers", "initContainers")) {
      for (int i = 0; i < object.at("/spec/" + list).size(); i++) {
        checkContainer(object.at("/spec/" + list).get(i), "spec." + list + "[" + i + "]", volumes);
      }
    }
  }

  private void checkContainer(JsonNode container, String path, Set<String> volumes) {
    if (container.path("image").asText().isBlank()) {
      causes.add(path + ".image: Required value");
    }
    for (int i = 0; i < container.path("volumeMounts").size(); i++) {
      String name = container.path("volumeMounts").get(i).path("name").asText();
      if (!volumes.contains(name)) {
        causes.add(path + ".volumeMounts[" + i + "].name: Not found: \"" + name + "\"");
      }
    }
  }

  private void checkUpdate(ObjectNode before) {
    boolean immutable = before.path("immutable").asBoolean();
    for (String field : List.of("data", "binaryData", "immutable")) {
      if (immutable && !before.path(field).equals(object.path(field))) {
        causes.add(field + ": Forbidden: field is immutable when `immutable` is set");
      }
    }
    if (type.plural().equals("secrets") && !before.path("type").equals(object.path("type"))) {
      causes.add("type: Invalid value: field is immutable");
    }
    if (type.plural().equals("statefulsets") && !fixed(before).equals(fixed(object))) {
      causes.add(
          "spec: Forbidden: updates to statefulset spec for fields other than 'replicas',"
              + " 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit',"
              + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }
    if (Json.deleting(before) && !Json.finalizers(before).containsAll(Json.finalizers(object))) {
      causes.add(
          "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being"
              + " deleted");
    }
  }

  private static JsonNode fixed(ObjectNode set) {
    return set.withObject("/spec").deepCopy().without(MUTABLE_SET_FIELDS);
  }
}
