package io.questdb.migration.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.ports.PortException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The StatefulSet, its controller, its pod and the server in it. */
final class SimulatedWorkload {

  /** What the invariants listen to. */
  interface Listener {
    /** A server of that edition got the volume's lock. */
    void opened(boolean enterprise);

    /** The operator changed the replicas. */
    void scaled(int from, int to);
  }

  private static final class ServerPod {
    private final String uid;
    private final Template template;
    private int incarnation;
    private boolean running;
    private boolean answering;
    private boolean ready;
    private boolean terminating;

    private ServerPod(String uid, Template template) {
      this.uid = uid;
      this.template = template;
    }

    private String lock() {
      return "server " + uid + "/" + incarnation;
    }
  }

  private final Timeline time;
  private final SimulatedVolume volume;
  private final Listener listener;
  private final StatefulSet original;
  private final Template originalTemplate;
  private final Map<String, String> annotations = new TreeMap<>();
  private Template template;
  private int replicas = 1;
  private long generation = 1;
  private long version = 100;
  private int pods;
  private StatefulSet observed;
  private ServerPod pod;
  private Pod rendered;
  private Checkpoint checkpoint = new Checkpoint(false, Optional.empty());
  private boolean checkpointOurs;
  private boolean checkpointUsable;

  SimulatedWorkload(
      Timeline time, SimulatedVolume volume, Originals.Variant variant, Listener listener) {
    this.time = time;
    this.volume = volume;
    this.listener = listener;
    this.original = variant.set();
    this.originalTemplate = Template.of(variant);
    this.template = originalTemplate;
    pod = new ServerPod("pod-" + ++pods, template);
    volume.lock(pod.lock());
    pod.running = true;
    pod.answering = true;
    pod.ready = true;
  }

  // What can be seen.

  StatefulSet observed() {
    if (observed == null) {
      StatefulSetSpec spec = new StatefulSetSpec();
      spec.setReplicas(replicas);
      spec.setTemplate(template.bean());
      spec.setVolumeClaimTemplates(original.getSpec().getVolumeClaimTemplates());
      spec.setSelector(original.getSpec().getSelector());
      ObjectMeta metadata = new ObjectMeta();
      metadata.setName("questdb");
      metadata.setNamespace(Originals.NAMESPACE);
      metadata.setUid("set");
      metadata.setGeneration(generation);
      metadata.setResourceVersion(Long.toString(version));
      metadata.setAnnotations(Map.copyOf(annotations));
      observed = new StatefulSet();
      observed.setMetadata(metadata);
      observed.setSpec(spec);
      observed.setStatus(
          new StatefulSetStatusBuilder()
              .withObservedGeneration(generation)
              .withUpdateRevision(template.revision())
              .build());
    }
    return observed;
  }

  Optional<Pod> pod() {
    if (pod == null) {
      return Optional.empty();
    }
    if (rendered == null) {
      rendered = rendered();
    }
    return Optional.of(rendered);
  }

  /** Made of what the template has, without a copy: builders would take longer than the run. */
  private Pod rendered() {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName(Originals.POD);
    metadata.setUid(pod.uid);
    metadata.setLabels(
        Map.of("app", "questdb", "controller-revision-hash", pod.template.revision()));
    metadata.setDeletionTimestamp(pod.terminating ? time.instant().toString() : null);
    Pod made = new Pod();
    made.setMetadata(metadata);
    made.setSpec(pod.template.podSpec());
    made.setStatus(pod.template.podStatus(pod.ready && !pod.terminating));
    return made;
  }

  boolean running() {
    return pod != null && pod.running;
  }

  boolean answering() {
    return running() && pod.answering;
  }

  boolean serves(boolean enterprise) {
    return answering() && pod.ready && pod.template.enterprise() == enterprise;
  }

  boolean enterprise() {
    return running() && pod.template.enterprise();
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Whether our checkpoint has been answered, so that a cut now can be restored. */
  boolean inUsableCheckpoint() {
    return running() && checkpoint.held() && checkpointUsable;
  }

  boolean holdsOurs() {
    return running() && checkpoint.held() && checkpointOurs;
  }

  boolean holdsForeign() {
    return running() && checkpoint.held() && !checkpointOurs;
  }

  boolean isOriginal() {
    return template == originalTemplate && replicas == 1 && annotations.isEmpty();
  }

  boolean swapped() {
    return template.enterprise();
  }

  int replicas() {
    return replicas;
  }

  String annotation(String key) {
    return annotations.getOrDefault(key, "");
  }

  // What the operator does.

  void patch(String json) {
    ArrayNode operations;
    try {
      operations = (ArrayNode) Template.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    for (JsonNode operation : operations) {
      if (operation.get("op").asText().equals("test")) {
        test(operation.get("path").asText(), operation.get("value").asText());
      }
    }
    int before = replicas;
    ArrayNode forTemplate = Template.JSON.createArrayNode();
    operations.forEach(operation -> apply(operation, forTemplate));
    Template changed = forTemplate.isEmpty() ? template : template.patched(forTemplate);
    change(replicas, changed, before);
    if (before != replicas) {
      listener.scaled(before, replicas);
    }
  }

  private void test(String path, String expected) {
    String actual =
        switch (path) {
          case "/metadata/uid" -> "set";
          case "/metadata/resourceVersion" -> Long.toString(version);
          case "/spec/replicas" -> Integer.toString(replicas);
          case "/spec/template/spec/containers/0/image" -> template.image();
          default -> throw new IllegalArgumentException("no such test " + path);
        };
    if (!actual.equals(expected)) {
      throw new PortException.Conflict(path + " is " + actual + ", not " + expected);
    }
  }

  private void apply(JsonNode operation, ArrayNode forTemplate) {
    String path = operation.get("path").asText();
    String op = operation.get("op").asText();
    if (path.startsWith("/spec/template")) {
      if (!op.equals("test")) {
        ObjectNode inner = operation.deepCopy();
        inner.put("path", path.substring("/spec/template".length()));
        if (inner.has("from")) {
          inner.put("from", inner.get("from").asText().substring("/spec/template".length()));
        }
        forTemplate.add(inner);
      }
    } else if (path.equals("/spec/replicas")) {
      replicas = op.equals("test") ? replicas : operation.get("value").asInt();
    } else if (path.startsWith("/metadata/annotations/")) {
      String key =
          path.substring("/metadata/annotations/".length()).replace("~1", "/").replace("~0", "~");
      if (op.equals("remove")) {
        annotations.remove(key);
      } else {
        annotations.put(key, operation.get("value").asText());
      }
    }
  }

  private void change(int toReplicas, Template toTemplate, int fromReplicas) {
    if (toReplicas != fromReplicas || toTemplate != template) {
      generation++;
    }
    replicas = toReplicas;
    template = toTemplate;
    version++;
    observed = null;
    time.note(() -> "  set is " + replicas + " x " + template.image() + " " + annotations);
    time.in(time.between(30, 400), this::reconcile);
  }

  void deletePod(String uid) {
    if (pod == null || !pod.uid.equals(uid)) {
      return;
    }
    stop();
  }

  /**
   * {@code CHECKPOINT CREATE}: the state turns true at once, the answer comes later.
   *
   * @return how long until the answer
   */
  long enterCheckpoint() {
    if (!answering()) {
      throw new PortException.Unavailable("the server does not answer");
    }
    if (checkpoint.held()) {
      throw new PortException.Rejected("a checkpoint is held already");
    }
    hold(true);
    long duration = time.between(50, time.chance(2_000) ? 60_000 : 3_000);
    ServerPod server = pod;
    int incarnation = pod.incarnation;
    time.in(
        duration,
        () -> {
          if (pod == server && server.incarnation == incarnation && checkpoint.held()) {
            checkpointUsable = true;
          }
        });
    return duration + 1;
  }

  void releaseCheckpoint() {
    if (!answering()) {
      throw new PortException.Unavailable("the server does not answer");
    }
    checkpoint = new Checkpoint(false, Optional.empty());
    checkpointUsable = false;
  }

  // What others do.

  void enterForeignCheckpoint() {
    if (answering() && !checkpoint.held() && !pod.template.enterprise()) {
      time.note(() -> "  somebody enters a checkpoint");
      hold(false);
    }
  }

  void releaseForeignCheckpoint() {
    if (holdsForeign()) {
      time.note(() -> "  somebody releases his checkpoint");
      checkpoint = new Checkpoint(false, Optional.empty());
    }
  }

  private void hold(boolean ours) {
    Instant at = time.instant();
    checkpoint = new Checkpoint(true, Optional.of(at));
    checkpointOurs = ours;
    checkpointUsable = false;
  }

  void scaleByOthers(int to) {
    time.note(() -> "  somebody scales to " + to);
    change(to, template, replicas);
  }

  void revertTemplateByOthers() {
    time.note(() -> "  somebody reverts the template");
    change(replicas, originalTemplate, replicas);
  }

  void setImageByOthers(String image) {
    time.note(() -> "  somebody sets image " + image);
    ArrayNode operations = Template.JSON.createArrayNode();
    operations
        .addObject()
        .put("op", "replace")
        .put("path", "/spec/containers/0/image")
        .put("value", image);
    change(replicas, template.patched(operations), replicas);
  }

  void replaceByOthers() {
    time.note(() -> "  somebody replaces the set with the original");
    annotations.clear();
    change(1, originalTemplate, replicas);
  }

  void restartContainer() {
    if (pod != null && pod.running && !pod.terminating) {
      time.note(() -> "  the server's container restarts");
      kill();
      startLater(500, 2_000);
    }
  }

  void evictPod() {
    if (pod != null && !pod.terminating) {
      time.note(() -> "  the server's pod is evicted");
      stop();
    }
  }

  // The controller and the kubelet.

  private void reconcile() {
    if (replicas == 0) {
      if (pod != null && !pod.terminating) {
        stop();
      }
    } else if (pod == null) {
      pod = new ServerPod("pod-" + ++pods, template);
      rendered = null;
      time.note(() -> "  pod " + pod.uid + " is created, " + pod.template.image());
      startLater(200, 3_000);
    } else if (pod.template != template && pod.ready && !pod.terminating) {
      stop();
    }
  }

  private void startLater(long least, long most) {
    ServerPod server = pod;
    time.in(
        time.between(least, most),
        () -> {
          if (pod == server && !server.terminating && !server.running) {
            start();
          }
        });
  }

  private void start() {
    pod.incarnation++;
    if (!volume.lock(pod.lock())) {
      startLater(2_000, 20_000); // Ends with 55, and is started again with back-off.
      return;
    }
    time.note(() -> "  pod " + pod.uid + " opens the volume, " + pod.template.image());
    pod.running = true;
    listener.opened(pod.template.enterprise());
    if (pod.template.enterprise()) {
      volume.openedByEnterprise();
    }
    ServerPod server = pod;
    int incarnation = pod.incarnation;
    time.in(time.between(200, 4_000), () -> answers(server, incarnation));
  }

  private void answers(ServerPod server, int incarnation) {
    if (pod != server || server.incarnation != incarnation || !server.running) {
      return;
    }
    server.answering = true;
    volume.write();
    time.in(
        time.between(50, 2_000),
        () -> {
          if (pod == server && server.incarnation == incarnation && server.running) {
            server.ready = true;
            rendered = null;
            reconcile();
          }
        });
  }

  private void stop() {
    ServerPod server = pod;
    server.terminating = true;
    server.ready = false;
    rendered = null;
    time.in(
        time.between(100, 3_000),
        () -> {
          if (server.running) {
            kill();
          }
          time.in(
              time.between(30, 500),
              () -> {
                time.note(() -> "  pod " + server.uid + " is gone");
                pod = null;
                rendered = null;
                time.in(time.between(30, 300), this::reconcile);
              });
        });
  }

  private void kill() {
    volume.write();
    volume.release(pod.lock());
    pod.running = false;
    pod.answering = false;
    pod.ready = false;
    pod.incarnation++;
    rendered = null;
    checkpoint = new Checkpoint(false, Optional.empty());
    checkpointUsable = false;
  }
}
