package io.questdb.migration.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One pod template. Equal ones are one object, and patching is remembered over all runs: it is what
 * a simulated API server would spend most of its time with.
 */
final class Template {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<JsonNode, Template> ALL = new ConcurrentHashMap<>();
  private static final Map<String, Template> ORIGINALS = new ConcurrentHashMap<>();

  private final Map<String, Template> patched = new ConcurrentHashMap<>();
  private final JsonNode json;
  private final PodTemplateSpec bean;
  private final PodSpec podSpec;
  private final PodStatus ready;
  private final PodStatus notReady;
  private final boolean enterprise;
  private final String revision;

  private Template(JsonNode json) {
    this.json = json;
    this.bean = read(json);
    this.podSpec = podSpec(bean.getSpec());
    this.enterprise =
        Originals.ENTERPRISE_IMAGE.equals(bean.getSpec().getContainers().get(0).getImage());
    this.ready = podStatus("True", enterprise);
    this.notReady = podStatus("False", enterprise);
    this.revision = "questdb-" + Integer.toHexString(json.hashCode());
  }

  static Template of(Originals.Variant variant) {
    return ORIGINALS.computeIfAbsent(
        variant.name(), name -> of(JSON.valueToTree(variant.set().getSpec().getTemplate())));
  }

  static Template of(JsonNode json) {
    return ALL.computeIfAbsent(json, Template::new);
  }

  Template patched(ArrayNode operations) {
    return patched.computeIfAbsent(
        operations.toString(), key -> of(JsonPatch.apply(operations, json)));
  }

  PodTemplateSpec bean() {
    return bean;
  }

  /** What a pod of this template has, with its claim. */
  PodSpec podSpec() {
    return podSpec;
  }

  PodStatus podStatus(boolean isReady) {
    return isReady ? ready : notReady;
  }

  boolean enterprise() {
    return enterprise;
  }

  String revision() {
    return revision;
  }

  String image() {
    return bean.getSpec().getContainers().get(0).getImage();
  }

  private static PodSpec podSpec(PodSpec template) {
    return new PodSpecBuilder()
        .withNodeName("node")
        .withContainers(template.getContainers())
        .withVolumes(template.getVolumes())
        .addNewVolume()
        .withName("questdb")
        .withNewPersistentVolumeClaim(Originals.CLAIM, false)
        .endVolume()
        .build();
  }

  private static PodStatus podStatus(String ready, boolean enterprise) {
    return new PodStatusBuilder()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .endCondition()
        .addNewContainerStatus()
        .withName("questdb")
        .withImageID(enterprise ? "sha256:ee" : "sha256:open")
        .endContainerStatus()
        .build();
  }

  private static PodTemplateSpec read(JsonNode json) {
    try {
      return JSON.treeToValue(json, PodTemplateSpec.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
