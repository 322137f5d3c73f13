package io.questdb.migration.crash;

import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.TemporaryObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** VolumeSnapshots and the driver that cuts them. */
final class SimulatedSnapshots {

  /** One snapshot; {@code usable} and {@code transactions} say what a restore of it would give. */
  static final class Cut {
    private final String name;
    private final String uid;
    private final boolean temporary;
    private Optional<Instant> cutAt = Optional.empty();
    private Optional<Instant> checkpoint = Optional.empty();
    private boolean stopped;
    private boolean usable;
    private boolean ready;
    private long transactions;

    private Cut(String name, String uid, boolean temporary) {
      this.name = name;
      this.uid = uid;
      this.temporary = temporary;
    }

    String name() {
      return name;
    }

    String uid() {
      return uid;
    }

    boolean temporary() {
      return temporary;
    }

    boolean usable() {
      return usable;
    }

    boolean ready() {
      return ready;
    }

    long transactions() {
      return transactions;
    }
  }

  private final Timeline time;
  private final SimulatedVolume volume;
  private final SimulatedWorkload workload;
  private final boolean atomic;
  private final Map<String, Cut> cuts = new LinkedHashMap<>();
  private int uids;

  SimulatedSnapshots(
      Timeline time, SimulatedVolume volume, SimulatedWorkload workload, boolean atomic) {
    this.time = time;
    this.volume = volume;
    this.workload = workload;
    this.atomic = atomic;
  }

  void create(String name, boolean temporary) {
    if (cuts.containsKey(name)) {
      return;
    }
    Cut cut = new Cut(name, "snapshot-" + ++uids, temporary);
    cuts.put(name, cut);
    boolean late = time.chance(150);
    time.in(late ? time.between(60_000, 400_000) : time.between(20, 3_000), () -> cut(cut));
  }

  private void cut(Cut cut) {
    cut.transactions = volume.transactions();
    cut.stopped = !workload.running();
    cut.checkpoint =
        workload.inUsableCheckpoint() ? workload.checkpoint().startedAt() : Optional.empty();
    cut.usable = cut.stopped || cut.checkpoint.isPresent();
    time.note(() -> "  " + cut.name + " is cut, usable " + cut.usable);
    time.in(
        time.between(0, 2_000),
        () -> {
          cut.cutAt = Optional.of(time.instant());
        });
    boolean slow = time.chance(500);
    time.in(slow ? time.between(60_000, 3_000_000) : time.between(2_000, 60_000), () -> ready(cut));
  }

  /** A driver that copies for a while needs the database to be still until it is ready. */
  private void ready(Cut cut) {
    boolean still =
        cut.stopped
            ? !workload.running() && volume.transactions() == cut.transactions
            : workload.inUsableCheckpoint()
                && workload.checkpoint().startedAt().equals(cut.checkpoint);
    cut.usable &= atomic || still;
    cut.ready = true;
    time.note(() -> "  " + cut.name + " is ready, usable " + cut.usable);
  }

  void delete(OwnedObject object) {
    cuts.values().removeIf(cut -> cut.name.equals(object.name()) && cut.uid.equals(object.uid()));
  }

  Optional<Snapshot> see(String name) {
    return Optional.ofNullable(cuts.get(name))
        .map(
            cut ->
                new Snapshot(
                    cut.name,
                    cut.uid,
                    Originals.RUN_UID,
                    Originals.CLAIM,
                    cut.cutAt.map(at -> "handle-" + cut.uid),
                    cut.cutAt,
                    cut.ready,
                    false,
                    Optional.empty()));
  }

  List<TemporaryObject> temporaries() {
    List<TemporaryObject> found = new ArrayList<>();
    for (Cut cut : cuts.values()) {
      if (cut.temporary) {
        OwnedObject object = new OwnedObject("VolumeSnapshot", cut.name, cut.uid);
        found.add(new TemporaryObject(object, false));
      }
    }
    return found;
  }

  Optional<Cut> find(String name) {
    return Optional.ofNullable(cuts.get(name));
  }

  Collection<Cut> all() {
    return cuts.values();
  }
}
