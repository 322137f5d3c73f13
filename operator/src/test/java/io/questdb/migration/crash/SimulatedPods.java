package io.questdb.migration.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.facts.ConfChange;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealDigest;
import io.questdb.migration.facts.SealedTable;
import io.questdb.migration.facts.TemporaryObject;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.TemporaryPod.Container;
import io.questdb.migration.facts.VolumeInspection;
import io.questdb.migration.volume.SealLines;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The pods that the operator makes, and what runs in them. */
final class SimulatedPods {
  /** A seal's lines, and the log that ends with its digest; the same for equal contents. */
  record SealText(String lines, String log) {}

  private static final Map<Long, SealText> SEALS = new ConcurrentHashMap<>();
  private static final Map<String, Pod> ON_CLAIM = new ConcurrentHashMap<>();
  private static final String INSPECTION =
      write(
          new VolumeInspection(
              true,
              false,
              List.of(),
              1L << 30,
              new VolumeInspection.Ownership(10001, 10001, "755"),
              new VolumeInspection.Ownership(10001, 10001, "755"),
              true,
              new VolumeInspection.ConfFile(true, "abc", true),
              1,
              VolumeInspection.Names.NONE,
              VolumeInspection.Names.NONE,
              VolumeInspection.Names.NONE));
  private static final String CHANGE =
      write(new ConfChange("server.conf.staged", "abc", "def", true));

  /** One pod. */
  static final class Temporary {
    private final String name;
    private final String uid;
    private final Map<String, Container> containers = new LinkedHashMap<>();
    private String phase = "Pending";
    private boolean terminating;
    private boolean serves;
    private boolean over;
    private String log = "";

    private Temporary(String name, String uid) {
      this.name = name;
      this.uid = uid;
    }

    private boolean is(String what) {
      return name.contains("-" + what + "-");
    }

    private void ended(String container, int code, String message) {
      containers.put(
          container,
          new Container("terminated", false, "", message, Optional.of(code), "sha256:ours"));
    }

    private void runs(String container, boolean ready) {
      containers.put(
          container, new Container("running", ready, "", "", Optional.empty(), "sha256:ee"));
    }
  }

  private final Timeline time;
  private final SimulatedVolume volume;
  private final Map<String, Temporary> pods = new LinkedHashMap<>();
  private final boolean volatileNodes;
  private final boolean unreadable;
  private long imageBrokenUntil;
  private int uids;

  /** {@code volatileNodes} says whether pods get evicted or fail. */
  SimulatedPods(Timeline time, SimulatedVolume volume, boolean volatileNodes) {
    this.time = time;
    this.volume = volume;
    this.volatileNodes = volatileNodes;
    unreadable = volatileNodes && time.chance(300);
    if (time.chance(300)) {
      imageBrokenUntil = time.between(60_000, 1_800_000);
    }
  }

  void create(String name) {
    if (pods.containsKey(name)) {
      return;
    }
    Temporary pod = new Temporary(name, "temporary-" + ++uids);
    pods.put(name, pod);
    time.in(time.between(300, 4_000), () -> start(pod));
    if (volatileNodes && time.chance(200)) {
      time.in(time.between(100, 20_000), () -> evict(pod));
    }
  }

  private void start(Temporary pod) {
    if (pod.terminating || pod.over) {
      return;
    }
    pod.phase = "Running";
    if (pod.is("rehearse")) {
      rehearse(pod);
    } else if (pod.is("attend")) {
      attend(pod);
    } else {
      boolean fails = volatileNodes && time.chance(100);
      String answer = pod.is("inspect") ? INSPECTION : CHANGE;
      pod.ended(TemporaryPods.VOLUME, fails ? 1 : 0, fails ? "no space" : answer);
      pod.phase = fails ? "Failed" : "Succeeded";
      pod.over = true;
    }
  }

  private void rehearse(Temporary pod) {
    if (time.now() < imageBrokenUntil) {
      pod.containers.put(
          TemporaryPods.SERVER,
          new Container("waiting", false, "ErrImagePull", "denied", Optional.empty(), ""));
      time.in(
          20_000,
          () -> {
            if (!pod.over) {
              rehearse(pod);
            }
          });
      return;
    }
    pod.runs(TemporaryPods.SERVER, false);
    time.in(time.between(500, 8_000), () -> pod.serves = !pod.over);
  }

  private void attend(Temporary pod) {
    pod.ended(TemporaryPods.STAGE, 0, CHANGE);
    pod.runs(TemporaryPods.ATTEND, true);
    seal(pod);
  }

  private void seal(Temporary pod) {
    if (pod.over) {
      return;
    }
    if (!volume.lock("attend " + pod.uid)) {
      volume.whenReleased(() -> seal(pod));
      return;
    }
    time.in(time.between(20, 800), () -> sealed(pod));
  }

  private void sealed(Temporary pod) {
    if (pod.over) {
      return;
    }
    if (unreadable || (volatileNodes && time.chance(150))) {
      pod.ended(TemporaryPods.ATTEND, 1, "unreadable");
      volume.release("attend " + pod.uid);
      return;
    }
    time.note(() -> "  " + pod.name + " is the fence");
    pod.log = seal(volume.transactions()).log();
  }

  static SealText seal(long transactions) {
    return SEALS.computeIfAbsent(
        transactions,
        count -> {
          Seal seal =
              new Seal(
                  List.of(
                      new SealedTable(
                          "trades", "trades~1", true, count, count, count, 0, count, 1, false)));
          String lines = SealLines.write(seal);
          String digest = write(new SealDigest(SealLines.sha256(seal), 1, false));
          return new SealText(lines, lines + "sealed " + digest + "\n");
        });
  }

  void delete(OwnedObject object) {
    Temporary pod = pods.get(object.name());
    if (pod != null && pod.uid.equals(object.uid())) {
      delete(pod);
    }
  }

  private void delete(Temporary pod) {
    if (pod.terminating) {
      return;
    }
    pod.terminating = true;
    time.in(
        time.between(50, 5_000),
        () -> {
          end(pod);
          pods.remove(pod.name);
        });
  }

  private void evict(Temporary pod) {
    if (!pod.over) {
      time.note(() -> "  " + pod.name + " is evicted");
      end(pod);
      pod.phase = "Failed";
      pod.containers.clear();
    }
  }

  private void end(Temporary pod) {
    pod.over = true;
    pod.serves = false;
    volume.release("attend " + pod.uid);
  }

  /** Somebody deletes the pod that attends the volume. */
  void deleteAttending() {
    pods.values().stream()
        .filter(pod -> pod.is("attend"))
        .findFirst()
        .ifPresent(
            pod -> {
              time.note(() -> "  somebody deletes " + pod.name);
              delete(pod);
            });
  }

  Optional<TemporaryPod> see(String name) {
    return Optional.ofNullable(pods.get(name))
        .map(
            pod ->
                new TemporaryPod(
                    pod.name,
                    pod.uid,
                    pod.phase,
                    pod.terminating,
                    pod.phase.equals("Running"),
                    Map.copyOf(pod.containers)));
  }

  Optional<String> log(String name) {
    return Optional.ofNullable(pods.get(name)).map(pod -> pod.log);
  }

  boolean runs(String name) {
    return Optional.ofNullable(pods.get(name))
        .filter(pod -> !pod.over)
        .map(pod -> pod.containers.get(TemporaryPods.SERVER))
        .filter(server -> server.state().equals("running"))
        .isPresent();
  }

  boolean serves(String name) {
    return Optional.ofNullable(pods.get(name)).filter(pod -> pod.serves).isPresent();
  }

  List<TemporaryObject> temporaries() {
    return pods.values().stream()
        .map(pod -> new TemporaryObject(new OwnedObject("Pod", pod.name, pod.uid), pod.terminating))
        .toList();
  }

  /** Whether a pod of ours keeps servers off the volume, and nobody has ordered its end. */
  boolean fence() {
    return pods.values().stream()
        .anyMatch(pod -> !pod.terminating && volume.heldBy("attend " + pod.uid));
  }

  /** The pods that mount the claim and have not ended. */
  List<Pod> onClaim() {
    return pods.values().stream()
        .filter(pod -> !pod.over)
        .map(pod -> ON_CLAIM.computeIfAbsent(pod.name, SimulatedPods::rendered))
        .toList();
  }

  private static Pod rendered(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(Labels.temporary(Originals.RUN_UID))
        .endMetadata()
        .build();
  }

  private static String write(Object value) {
    try {
      return Template.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
