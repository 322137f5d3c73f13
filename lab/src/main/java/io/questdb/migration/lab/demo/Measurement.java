package io.questdb.migration.lab.demo;

import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.BackupStatus;
import io.questdb.migration.api.v1alpha1.CheckpointStatus;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.SnapshotStatus;
import io.questdb.migration.lab.client.DatabaseClient;
import io.questdb.migration.lab.client.Gap;
import io.questdb.migration.lab.client.Gaps;
import io.questdb.migration.lab.client.LiveReader;
import io.questdb.migration.lab.client.LiveWriter;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import io.questdb.migration.lab.stage.Tables;
import io.questdb.migration.lab.stage.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks cluster, database and clients what has become of a migration that has ended. */
final class Measurement {
  private final Stage stage;
  private final Site site;
  private final Timeline timeline;
  private final Instant since;
  private final Duration bareRestart;
  private final QuestDBMigration migration;
  private final List<String> problems = new ArrayList<>();

  Measurement(Stage stage, Site site, Timeline timeline, Instant since, Duration bareRestart) {
    this.stage = stage;
    this.site = site;
    this.timeline = timeline;
    this.since = since;
    this.bareRestart = bareRestart;
    this.migration = site.migration();
  }

  /** Everything, with whatever is not as it should be named as a problem. */
  Report report(
      LiveWriter writer,
      LiveReader reader,
      Map<String, Long> before,
      String edition,
      int requests) {
    RunState state = RunState.of(migration);
    expect(state.succeeded(), "the migration did not succeed: " + state.reason("Succeeded"));
    problems.addAll(stage.cluster().violations());
    Report.Outage outage = outage(writer, reader);
    Report.Checkpoint checkpoint = checkpoint();
    List<Report.Snapshot> snapshots = snapshots();
    Report.Rows rows = rows(writer, before);
    Report.Tls tls = tls();
    Report.Access access = access();
    Report.Replication replication = replication();
    Report.Edition editions = new Report.Edition(edition, site.anonymous().edition());
    expect(editions.after().equals("EE"), "the server is not an Enterprise one");
    return new Report(
        problems.isEmpty(),
        problems,
        outage,
        checkpoint,
        snapshots,
        rows,
        tls,
        access,
        replication,
        editions,
        requests,
        stage.operator().residentMiB(),
        state.steps().stream()
            .map(row -> new Report.Step(row.name(), row.state(), row.seconds().orElse(0.0)))
            .toList());
  }

  private Report.Outage outage(LiveWriter writer, LiveReader reader) {
    Duration whole = longest(reader.gaps());
    expect(whole.compareTo(Duration.ZERO) > 0, "the outage was not seen");
    Duration stop = timeline.processStopSince(since);
    Duration start = timeline.processStartSince(since);
    Duration cut =
        cut(backup().map(BackupStatus::getOffline)).map(Timeline.Cut::length).orElse(Duration.ZERO);
    return new Report.Outage(
        seconds(whole),
        seconds(stop),
        seconds(start),
        seconds(cut),
        seconds(whole.minus(stop).minus(start).minus(cut)),
        seconds(bareRestart),
        seconds(longest(writer.gaps())));
  }

  private Duration longest(Gaps gaps) {
    return gaps.longestSince(since).map(Gap::length).orElse(Duration.ZERO);
  }

  private Report.Checkpoint checkpoint() {
    Optional<CheckpointStatus> status = Optional.ofNullable(migration.getStatus().getCheckpoint());
    if (status.map(CheckpointStatus::getReleasedAt).isEmpty()) {
      return null;
    }
    Instant released = Instant.parse(status.get().getReleasedAt());
    Instant visible =
        cut(backup().map(BackupStatus::getOnline)).flatMap(Timeline.Cut::visible).orElse(released);
    double held = Optional.ofNullable(status.get().getHeldSeconds()).orElse(0.0);
    return new Report.Checkpoint(held, seconds(Duration.between(visible, released)));
  }

  private List<Report.Snapshot> snapshots() {
    List<Report.Snapshot> snapshots = new ArrayList<>();
    backup().map(BackupStatus::getOnline).ifPresent(one -> snapshots.add(snapshot(one, "Online")));
    backup()
        .map(BackupStatus::getOffline)
        .ifPresent(one -> snapshots.add(snapshot(one, "Offline")));
    expect(!snapshots.isEmpty(), "there is no snapshot");
    return snapshots;
  }

  private Report.Snapshot snapshot(SnapshotStatus status, String kind) {
    boolean ready = timeline.cut(status.getName()).map(Timeline.Cut::ready).orElse(false);
    expect(ready, "the snapshot " + status.getName() + " is not ready");
    return new Report.Snapshot(status.getName(), kind, ready);
  }

  private Report.Rows rows(LiveWriter writer, Map<String, Long> before) {
    DatabaseClient database = site.administrator();
    long after = sum(Tables.counts(database));
    long lost = Tables.lost(database, before, writer.acknowledged());
    expect(lost == 0, lost + " rows are lost");
    return new Report.Rows(sum(before), after, writer.acknowledged(), lost);
  }

  private Report.Tls tls() {
    if (migration.getSpec().getTls() == null) {
      return null;
    }
    boolean verified = site.anonymous().provesCertificate();
    expect(verified, "the HTTP listener does not show the given certificate");
    String subject = site.certificate().orElseThrow().getSubjectX500Principal().getName();
    return new Report.Tls(subject, verified);
  }

  private Report.Access access() {
    int anonymous = site.anonymous().status();
    if (migration.getSpec().getAccess().getMode() == AccessMode.OPEN) {
      expect(anonymous == 200, "a client without a login is refused");
      return new Report.Access(anonymous, null);
    }
    int token = site.serviceAccount().status();
    expect(anonymous == 401, "a client without a login is not refused");
    expect(token == 200, "the token is refused");
    return new Report.Access(anonymous, token);
  }

  private Report.Replication replication() {
    if (migration.getSpec().getReplication() == null) {
      return null;
    }
    String query = "select value from (show parameters) where property_path = 'replication.role'";
    String role = site.administrator().sql(query).path(0).path(0).asText();
    expect(role.equals("primary"), "the server is not a primary");
    return new Report.Replication(role);
  }

  private Optional<BackupStatus> backup() {
    return Optional.ofNullable(migration.getStatus().getBackup());
  }

  private Optional<Timeline.Cut> cut(Optional<SnapshotStatus> snapshot) {
    return snapshot.flatMap(status -> timeline.cut(status.getName()));
  }

  private void expect(boolean fact, String problem) {
    if (!fact) {
      problems.add(problem);
    }
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
