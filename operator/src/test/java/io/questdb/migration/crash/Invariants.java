package io.questdb.migration.crash;

import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.SnapshotKind;
import io.questdb.migration.change.Labels;
import io.questdb.migration.crash.Violation.Promise;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.OnlineReady;
import io.questdb.migration.facts.OnlineSnapshot;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.RunRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What no run may do, whatever happens to it, and what must be true when it is over. */
final class Invariants implements SimulatedWorkload.Listener {
  /** As often as the engine begins a section by itself. */
  private static final int MOST_OUTAGES = 5;

  private static final List<StepName> BEFORE_ENTERPRISE =
      List.of(
          StepName.CLAIM_WORKLOAD,
          StepName.ATTEND_VOLUME,
          StepName.RECORD_SCHEMA,
          StepName.STOP_DATABASE,
          StepName.SEAL_VOLUME,
          StepName.SNAPSHOT_OFFLINE,
          StepName.SWAP_EDITION);

  private final Supplier<Ledger> stored;
  private SimulatedWorld world;
  private boolean othersRaised;
  private boolean othersReverted;
  private final Set<Integer> outages = new HashSet<>();
  private int suspensions;
  private boolean backedUp;
  private Map<String, String> planned = Map.of();

  /** {@code stored} gives what a restarted operator would read. */
  Invariants(Supplier<Ledger> stored) {
    this.stored = stored;
  }

  void watch(SimulatedWorld watched) {
    world = watched;
  }

  /** Somebody else started the workload in the outage: what comes of it is not the operator's. */
  void othersRaised() {
    othersRaised = true;
  }

  /** A person interrupts the run, which may cost an outage that is not the operator's. */
  void suspended() {
    suspensions++;
  }

  void othersReverted() {
    othersReverted = true;
  }

  boolean othersInterfered() {
    return othersRaised || othersReverted;
  }

  @Override
  public void scaled(int from, int to) {
    if (to == 0) {
      stopped();
    } else if (world.pods.fence()) {
      throw new Violation(Promise.RAISED_UNDER_THE_FENCE, "the server would end with 55 for ever");
    }
  }

  private void stopped() {
    // Others may raise the replicas meanwhile: the stop is then sent again in the same outage.
    outages.add(stored.get().attempt(StepName.STOP_DATABASE));
    if (outages.size() > MOST_OUTAGES + suspensions) {
      throw new Violation(Promise.TOO_MANY_OUTAGES, "outage number " + outages.size());
    }
    if (wants(SnapshotKind.ONLINE) && stored.get().evidence(OnlineReady.class).isEmpty()) {
      throw new Violation(Promise.OUTAGE_WITHOUT_BACKUP, "no online snapshot is ready");
    }
    usable(stored.get().evidence(OnlineSnapshot.class).map(OnlineSnapshot::name));
  }

  @Override
  public void opened(boolean enterprise) {
    Ledger ledger = stored.get();
    boolean allowed = ledger.committedAt().isPresent();
    if (enterprise && !allowed && !othersRaised) {
      throw new Violation(Promise.ENTERPRISE_BEFORE_COMMIT, "nobody recorded that it may");
    }
    boolean othersStartedIt = othersRaised && othersReverted;
    boolean tooLate = allowed || world.volume.wasOpenedByEnterprise();
    if (!enterprise && tooLate && !othersStartedIt) {
      throw new Violation(Promise.OLD_EDITION_AFTER_ENTERPRISE, "open source opens the volume");
    }
    if (enterprise && allowed && !othersInterfered() && !world.volume.wasOpenedByEnterprise()) {
      complete(ledger);
    }
  }

  /** What must be known and safe at the moment of no return. */
  private void complete(Ledger ledger) {
    for (StepName step : BEFORE_ENTERPRISE) {
      if (!ledger.closed(step)) {
        throw new Violation(Promise.STEP_LOST, step + " is not recorded as done");
      }
    }
    String seal = world.record().map(record -> record.entries().get(RunRecord.SEAL)).orElse("none");
    if (!seal.equals(SimulatedPods.seal(world.volume.transactions()).lines())) {
      throw new Violation(Promise.SEAL_STALE, "the volume is not as sealed");
    }
    if (wants(SnapshotKind.OFFLINE)) {
      Optional<OfflineSnapshot> cut = ledger.evidence(OfflineSnapshot.class);
      usable(cut.map(OfflineSnapshot::name));
      long content =
          cut.flatMap(found -> world.snapshots.find(found.name()))
              .map(SimulatedSnapshots.Cut::transactions)
              .orElse(-1L);
      if (content != world.volume.transactions()) {
        throw new Violation(
            Promise.BACKUP_UNUSABLE, "the offline snapshot is not of the sealed volume");
      }
    }
  }

  private void usable(Optional<String> name) {
    Optional<SimulatedSnapshots.Cut> cut = name.flatMap(world.snapshots::find);
    if (name.isPresent() && cut.filter(SimulatedSnapshots.Cut::usable).isEmpty()) {
      throw new Violation(Promise.BACKUP_UNUSABLE, name.get() + " could not be restored");
    }
  }

  private boolean wants(SnapshotKind kind) {
    return world.variant.spec().getBackup().getSnapshots().contains(kind);
  }

  /** Nobody's checkpoint but ours is released. */
  void beforeRelease(boolean ambiguous) {
    if (world.workload.holdsForeign() && !ambiguous) {
      throw new Violation(Promise.FOREIGN_CHECKPOINT_RELEASED, "it was somebody else's");
    }
  }

  /** What Enterprise is allowed with is what was planned, whatever a person has edited since. */
  void beforeRecord(QuestDBMigrationSpec spec, Ledger ledger) {
    if (ledger.closed(StepName.PLAN) && !stored.get().closed(StepName.PLAN)) {
      planned = spec.getServerConf();
    }
    boolean commits = ledger.committedAt().isPresent() && stored.get().committedAt().isEmpty();
    if (commits && !spec.getServerConf().equals(planned)) {
      throw new Violation(
          Promise.UNPLANNED_CHANGE, spec.getServerConf() + ", and planned was " + planned);
    }
  }

  /** A snapshot goes only while it is not the backup that the run rests on. */
  void beforeDelete(OwnedObject object) {
    Ledger ledger = stored.get();
    boolean temporary =
        world.snapshots.find(object.name()).map(SimulatedSnapshots.Cut::temporary).orElse(true);
    boolean used =
        Stream.concat(
                ledger.evidence(OnlineSnapshot.class).map(OnlineSnapshot::name).stream(),
                ledger.evidence(OfflineSnapshot.class).map(OfflineSnapshot::name).stream())
            .anyMatch(object.name()::equals);
    if (!temporary && (used || ledger.committedAt().isPresent())) {
      throw new Violation(Promise.BACKUP_REMOVED, object.name() + " is in use");
    }
  }

  void afterPass() {
    backedUp = backedUp || stored.get().evidence(OnlineReady.class).isPresent();
  }

  /** After a migration that has succeeded. */
  void succeeded() {
    everyEnd();
    boolean marked =
        world.workload.annotation(Labels.EDITION).equals(Labels.ENTERPRISE)
            && world.handoff().isPresent();
    boolean enforced = world.variant.spec().getAccess().getMode() == AccessMode.ENFORCED;
    if (!marked || (enforced && world.principals().size() != 3)) {
      throw new Violation(Promise.NOT_COMPLETE, "not everything was done");
    }
    if (!othersInterfered() && !world.workload.serves(true)) {
      throw new Violation(Promise.NOT_COMPLETE, "Enterprise does not serve");
    }
    Ledger ledger = stored.get();
    usable(ledger.evidence(OfflineSnapshot.class).map(OfflineSnapshot::name));
    noTemporaries();
    if (live("-online-") > 1 || world.mergedConfigs().size() > 1) {
      throw new Violation(Promise.TEMPORARY_LEFT, "something of an earlier attempt");
    }
  }

  /** After a migration that was given back, for whatever reason. */
  void givenBack() {
    everyEnd();
    noTemporaries();
    if (!world.mergedConfigs().isEmpty()) {
      throw new Violation(Promise.TEMPORARY_LEFT, world.mergedConfigs().toString());
    }
    if (othersRaised && world.volume.wasOpenedByEnterprise()) {
      return;
    }
    if (!world.workload.isOriginal()) {
      throw new Violation(
          Promise.TEMPLATE_NOT_RESTORED,
          "the set is not the original: " + world.workload.observed().getMetadata());
    }
    if (!world.workload.serves(false)) {
      throw new Violation(Promise.DATABASE_LEFT_DOWN, "the old edition does not serve");
    }
  }

  /** After any migration. */
  void everyEnd() {
    if (world.workload.holdsOurs()) {
      throw new Violation(Promise.CHECKPOINT_LEFT_HELD, "nobody will release it");
    }
    long online = live("-online-");
    int attempts = stored.get().attempt(StepName.SNAPSHOT_ONLINE);
    if (online > attempts) {
      throw new Violation(Promise.DUPLICATE_SNAPSHOT, online + " in " + attempts + " attempts");
    }
    List<SimulatedSnapshots.Cut> kept =
        world.snapshots.all().stream().filter(cut -> !cut.temporary()).toList();
    kept.forEach(cut -> usable(Optional.of(cut.name())));
    if (backedUp && kept.isEmpty()) {
      throw new Violation(Promise.BACKUP_REMOVED, "a backup was ready and none is left");
    }
  }

  private long live(String kind) {
    return world.snapshots.all().stream().filter(cut -> cut.name().contains(kind)).count();
  }

  private void noTemporaries() {
    if (!world.temporaries().isEmpty()) {
      throw new Violation(Promise.TEMPORARY_LEFT, world.temporaries().toString());
    }
  }
}
