package io.questdb.migration.controller;

import static io.questdb.migration.controller.StatusText.instant;
import static io.questdb.migration.controller.StatusText.need;
import static io.questdb.migration.controller.StatusText.orNull;
import static io.questdb.migration.controller.StatusText.text;

import io.questdb.migration.api.v1alpha1.BackupStatus;
import io.questdb.migration.api.v1alpha1.CheckpointStatus;
import io.questdb.migration.api.v1alpha1.HandoffStatus;
import io.questdb.migration.api.v1alpha1.OutageStatus;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.api.v1alpha1.RehearsalStatus;
import io.questdb.migration.api.v1alpha1.RunRecordStatus;
import io.questdb.migration.api.v1alpha1.SnapshotStatus;
import io.questdb.migration.api.v1alpha1.StagedConfigStatus;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.facts.Admitted;
import io.questdb.migration.facts.CheckpointHeld;
import io.questdb.migration.facts.CheckpointLeft;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.HandedOff;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.OnlineReady;
import io.questdb.migration.facts.OnlineSnapshot;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Returned;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.Sealed;
import io.questdb.migration.facts.Served;
import io.questdb.migration.facts.SnapshotReport;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.Stopped;
import io.questdb.migration.facts.Swapped;
import io.questdb.migration.facts.VolumeReport;
import io.questdb.migration.facts.WorkloadPin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps each evidence in fields of the status that a person can read, and reads it back. The row
 * names its evidence; of two rows with the same kind the later one's values are kept, which is the
 * one that the ledger answers with.
 */
final class EvidenceFields {
  private record Field<E extends Evidence>(
      Class<E> type,
      BiConsumer<E, QuestDBMigrationStatus> write,
      Function<QuestDBMigrationStatus, E> read) {

    void writeTo(QuestDBMigrationStatus status, Evidence evidence) {
      write.accept(type.cast(evidence), status);
    }
  }

  private final Map<String, Field<?>> fields = new LinkedHashMap<>();

  EvidenceFields() {
    field(WorkloadPin.class, PinFields::write, PinFields::read);
    field(VolumeReport.class, EvidenceFields::write, EvidenceFields::volumeReport);
    field(StartReport.class, EvidenceFields::write, EvidenceFields::startReport);
    field(SnapshotReport.class, EvidenceFields::write, EvidenceFields::snapshotReport);
    field(Planned.class, PlanFields::write, PlanFields::read);
    field(CheckpointHeld.class, EvidenceFields::write, EvidenceFields::checkpointHeld);
    field(CheckpointLeft.class, EvidenceFields::write, EvidenceFields::checkpointLeft);
    field(OnlineSnapshot.class, EvidenceFields::write, EvidenceFields::onlineSnapshot);
    field(OnlineReady.class, EvidenceFields::write, EvidenceFields::onlineReady);
    field(OfflineSnapshot.class, EvidenceFields::write, EvidenceFields::offlineSnapshot);
    field(Staged.class, EvidenceFields::write, EvidenceFields::staged);
    field(SchemaRecorded.class, EvidenceFields::write, EvidenceFields::schemaRecorded);
    field(Sealed.class, EvidenceFields::write, EvidenceFields::sealed);
    field(Stopped.class, EvidenceFields::write, EvidenceFields::stopped);
    field(Swapped.class, EvidenceFields::write, EvidenceFields::swapped);
    field(Returned.class, EvidenceFields::write, EvidenceFields::returned);
    field(Served.class, EvidenceFields::write, EvidenceFields::served);
    field(Admitted.class, EvidenceFields::write, EvidenceFields::admitted);
    field(HandedOff.class, EvidenceFields::write, EvidenceFields::handedOff);
  }

  private <E extends Evidence> void field(
      Class<E> type,
      BiConsumer<E, QuestDBMigrationStatus> write,
      Function<QuestDBMigrationStatus, E> read) {
    fields.put(type.getSimpleName(), new Field<>(type, write, read));
  }

  /** The name that the row shows. */
  String write(Evidence evidence, QuestDBMigrationStatus status) {
    String name = evidence.getClass().getSimpleName();
    Field<?> field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException("status has no place for " + name);
    }
    field.writeTo(status, evidence);
    return name;
  }

  /**
   * The evidence of that name, or empty for one that this version does not know.
   *
   * @throws IllegalArgumentException when a value is missing
   * @throws java.time.DateTimeException when a value is no instant
   */
  Optional<Evidence> read(String name, QuestDBMigrationStatus status) {
    return Optional.ofNullable(fields.get(name)).map(field -> field.read().apply(status));
  }

  private static void write(VolumeReport report, QuestDBMigrationStatus status) {
    RehearsalStatus rehearsal = rehearsal(status);
    rehearsal.setUid(report.uid());
    rehearsal.setGid(report.gid());
    rehearsal.setFreeBytes(report.freeBytes());
    rehearsal.setConfigHash(orNull(report.configHash()));
  }

  private static VolumeReport volumeReport(QuestDBMigrationStatus status) {
    RehearsalStatus rehearsal = need(status.getRehearsal(), "rehearsal");
    return new VolumeReport(
        need(rehearsal.getUid(), "rehearsal.uid"),
        need(rehearsal.getGid(), "rehearsal.gid"),
        need(rehearsal.getFreeBytes(), "rehearsal.freeBytes"),
        text(rehearsal.getConfigHash()));
  }

  private static void write(StartReport report, QuestDBMigrationStatus status) {
    RehearsalStatus rehearsal = rehearsal(status);
    rehearsal.setEnterpriseVersion(orNull(report.version()));
    rehearsal.setImageID(orNull(report.imageId()));
    rehearsal.setStartSeconds(report.seconds());
  }

  private static StartReport startReport(QuestDBMigrationStatus status) {
    RehearsalStatus rehearsal = need(status.getRehearsal(), "rehearsal");
    return new StartReport(
        text(rehearsal.getEnterpriseVersion()),
        text(rehearsal.getImageID()),
        need(rehearsal.getStartSeconds(), "rehearsal.startSeconds"));
  }

  private static void write(SnapshotReport report, QuestDBMigrationStatus status) {
    rehearsal(status).setCutSeconds(report.cutSeconds());
  }

  private static SnapshotReport snapshotReport(QuestDBMigrationStatus status) {
    RehearsalStatus rehearsal = need(status.getRehearsal(), "rehearsal");
    return new SnapshotReport(need(rehearsal.getCutSeconds(), "rehearsal.cutSeconds"));
  }

  private static void write(CheckpointHeld held, QuestDBMigrationStatus status) {
    CheckpointStatus checkpoint = checkpoint(status);
    checkpoint.setStartedAt(held.startedAt().toString());
    checkpoint.setPodUid(orNull(held.podUid()));
    checkpoint.setAnsweredAt(held.answeredAt().toString());
  }

  private static CheckpointHeld checkpointHeld(QuestDBMigrationStatus status) {
    CheckpointStatus checkpoint = need(status.getCheckpoint(), "checkpoint");
    return new CheckpointHeld(
        instant(checkpoint.getStartedAt(), "checkpoint.startedAt"),
        text(checkpoint.getPodUid()),
        instant(checkpoint.getAnsweredAt(), "checkpoint.answeredAt"));
  }

  private static void write(CheckpointLeft left, QuestDBMigrationStatus status) {
    CheckpointStatus checkpoint = checkpoint(status);
    checkpoint.setReleasedAt(left.releasedAt().toString());
    checkpoint.setHeldSeconds(left.heldSeconds());
  }

  private static CheckpointLeft checkpointLeft(QuestDBMigrationStatus status) {
    CheckpointStatus checkpoint = need(status.getCheckpoint(), "checkpoint");
    return new CheckpointLeft(
        instant(checkpoint.getReleasedAt(), "checkpoint.releasedAt"),
        need(checkpoint.getHeldSeconds(), "checkpoint.heldSeconds"));
  }

  private static void write(OnlineSnapshot snapshot, QuestDBMigrationStatus status) {
    SnapshotStatus online = online(status);
    online.setName(orNull(snapshot.name()));
    online.setUid(orNull(snapshot.uid()));
    online.setHandle(orNull(snapshot.handle()));
    online.setCutAt(snapshot.cutAt().toString());
    online.setSeenAt(snapshot.seenAt().toString());
    if (online.getReady() == null) {
      online.setReady(false);
    }
  }

  private static OnlineSnapshot onlineSnapshot(QuestDBMigrationStatus status) {
    SnapshotStatus online = need(need(status.getBackup(), "backup").getOnline(), "backup.online");
    return new OnlineSnapshot(
        text(online.getName()),
        text(online.getUid()),
        text(online.getHandle()),
        instant(online.getCutAt(), "backup.online.cutAt"),
        instant(online.getSeenAt(), "backup.online.seenAt"));
  }

  private static void write(OnlineReady ready, QuestDBMigrationStatus status) {
    SnapshotStatus online = online(status);
    online.setName(orNull(ready.name()));
    online.setReady(true);
  }

  private static OnlineReady onlineReady(QuestDBMigrationStatus status) {
    return new OnlineReady(
        text(need(need(status.getBackup(), "backup").getOnline(), "backup.online").getName()));
  }

  private static void write(OfflineSnapshot snapshot, QuestDBMigrationStatus status) {
    SnapshotStatus offline = new SnapshotStatus();
    backup(status).setOffline(offline);
    offline.setName(orNull(snapshot.name()));
    offline.setUid(orNull(snapshot.uid()));
    offline.setHandle(orNull(snapshot.handle()));
    offline.setCutAt(snapshot.cutAt().toString());
    offline.setReady(snapshot.ready());
    offline.setCutSeconds(snapshot.cutSeconds());
  }

  private static OfflineSnapshot offlineSnapshot(QuestDBMigrationStatus status) {
    SnapshotStatus offline =
        need(need(status.getBackup(), "backup").getOffline(), "backup.offline");
    return new OfflineSnapshot(
        text(offline.getName()),
        text(offline.getUid()),
        text(offline.getHandle()),
        instant(offline.getCutAt(), "backup.offline.cutAt"),
        need(offline.getReady(), "backup.offline.ready"),
        need(offline.getCutSeconds(), "backup.offline.cutSeconds"));
  }

  private static void write(Staged staged, QuestDBMigrationStatus status) {
    StagedConfigStatus config = new StagedConfigStatus();
    config.setKind(staged.kind().name());
    config.setName(orNull(staged.name()));
    config.setHash(orNull(staged.hash()));
    backup(status).setStagedConfig(config);
  }

  private static Staged staged(QuestDBMigrationStatus status) {
    StagedConfigStatus config =
        need(need(status.getBackup(), "backup").getStagedConfig(), "backup.stagedConfig");
    return new Staged(
        ConfigSource.Kind.valueOf(need(config.getKind(), "backup.stagedConfig.kind")),
        text(config.getName()),
        text(config.getHash()));
  }

  private static void write(SchemaRecorded recorded, QuestDBMigrationStatus status) {
    RunRecordStatus runRecord = runRecord(status);
    runRecord.setSecretName(orNull(recorded.secretName()));
    runRecord.setHash(orNull(recorded.hash()));
    runRecord.setSchemaTables(recorded.tables());
  }

  private static SchemaRecorded schemaRecorded(QuestDBMigrationStatus status) {
    RunRecordStatus runRecord = need(status.getRunRecord(), "runRecord");
    return new SchemaRecorded(
        text(runRecord.getSecretName()),
        text(runRecord.getHash()),
        need(runRecord.getSchemaTables(), "runRecord.schemaTables"));
  }

  private static void write(Sealed sealed, QuestDBMigrationStatus status) {
    RunRecordStatus runRecord = runRecord(status);
    runRecord.setSealHash(orNull(sealed.hash()));
    runRecord.setSealedTables(sealed.tables());
  }

  private static Sealed sealed(QuestDBMigrationStatus status) {
    RunRecordStatus runRecord = need(status.getRunRecord(), "runRecord");
    return new Sealed(
        text(runRecord.getSealHash()), need(runRecord.getSealedTables(), "runRecord.sealedTables"));
  }

  private static void write(Stopped stopped, QuestDBMigrationStatus status) {
    OutageStatus outage = outage(status);
    outage.setGeneration(stopped.generation());
    outage.setStopRequestedAt(stopped.stopRequestedAt().toString());
    outage.setDatabaseDownAt(stopped.downAt().toString());
  }

  private static Stopped stopped(QuestDBMigrationStatus status) {
    OutageStatus outage = need(status.getOutage(), "outage");
    return new Stopped(
        need(outage.getGeneration(), "outage.generation"),
        instant(outage.getStopRequestedAt(), "outage.stopRequestedAt"),
        instant(outage.getDatabaseDownAt(), "outage.databaseDownAt"));
  }

  private static void write(Swapped swapped, QuestDBMigrationStatus status) {
    outage(status).setSwappedGeneration(swapped.generation());
  }

  private static Swapped swapped(QuestDBMigrationStatus status) {
    OutageStatus outage = need(status.getOutage(), "outage");
    return new Swapped(need(outage.getSwappedGeneration(), "outage.swappedGeneration"));
  }

  private static void write(Returned returned, QuestDBMigrationStatus status) {
    OutageStatus outage = outage(status);
    outage.setReturnedStopRequestedAt(returned.stopRequestedAt().toString());
    outage.setReturnedAt(returned.at().toString());
  }

  private static Returned returned(QuestDBMigrationStatus status) {
    OutageStatus outage = need(status.getOutage(), "outage");
    return new Returned(
        instant(outage.getReturnedStopRequestedAt(), "outage.returnedStopRequestedAt"),
        instant(outage.getReturnedAt(), "outage.returnedAt"));
  }

  private static void write(Served served, QuestDBMigrationStatus status) {
    OutageStatus outage = outage(status);
    outage.setServedPodUid(orNull(served.podUid()));
    outage.setServedAt(served.at().toString());
    outage.setTlsSubject(orNull(served.tlsSubject()));
  }

  private static Served served(QuestDBMigrationStatus status) {
    OutageStatus outage = need(status.getOutage(), "outage");
    return new Served(
        text(outage.getServedPodUid()),
        instant(outage.getServedAt(), "outage.servedAt"),
        text(outage.getTlsSubject()));
  }

  private static void write(Admitted admitted, QuestDBMigrationStatus status) {
    outage(status).setAdmittedAt(admitted.at().toString());
  }

  private static Admitted admitted(QuestDBMigrationStatus status) {
    OutageStatus outage = need(status.getOutage(), "outage");
    return new Admitted(instant(outage.getAdmittedAt(), "outage.admittedAt"));
  }

  private static void write(HandedOff handedOff, QuestDBMigrationStatus status) {
    HandoffStatus handoff = new HandoffStatus();
    handoff.setConfigMapName(orNull(handedOff.configMapName()));
    status.setHandoff(handoff);
  }

  private static HandedOff handedOff(QuestDBMigrationStatus status) {
    return new HandedOff(text(need(status.getHandoff(), "handoff").getConfigMapName()));
  }

  /** The part of the status about the outage, which is made when it is missing. */
  static OutageStatus outage(QuestDBMigrationStatus status) {
    return made(status.getOutage(), OutageStatus::new, status::setOutage);
  }

  private static RehearsalStatus rehearsal(QuestDBMigrationStatus status) {
    return made(status.getRehearsal(), RehearsalStatus::new, status::setRehearsal);
  }

  private static CheckpointStatus checkpoint(QuestDBMigrationStatus status) {
    return made(status.getCheckpoint(), CheckpointStatus::new, status::setCheckpoint);
  }

  private static BackupStatus backup(QuestDBMigrationStatus status) {
    return made(status.getBackup(), BackupStatus::new, status::setBackup);
  }

  private static SnapshotStatus online(QuestDBMigrationStatus status) {
    BackupStatus backup = backup(status);
    return made(backup.getOnline(), SnapshotStatus::new, backup::setOnline);
  }

  private static RunRecordStatus runRecord(QuestDBMigrationStatus status) {
    return made(status.getRunRecord(), RunRecordStatus::new, status::setRunRecord);
  }

  private static <T> T made(T given, Supplier<T> fresh, Consumer<T> setter) {
    if (given != null) {
      return given;
    }
    T made = fresh.get();
    setter.accept(made);
    return made;
  }
}
