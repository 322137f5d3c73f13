package io.questdb.migration.lab.demo;

import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.lab.client.DatabaseClient;
import io.questdb.migration.lab.client.Gap;
import io.questdb.migration.lab.client.LiveReader;
import io.questdb.migration.lab.client.LiveWriter;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import io.questdb.migration.lab.stage.Tables;
import io.questdb.migration.lab.stage.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One migration of one database under load, from its tables to its report. */
final class MigrationRun {
  private static final Duration WRITER = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long WARM = 200;

  private final Stage stage;
  private final Site site;
  private final DatabaseClient database;
  private final LiveWriter writer;
  private final LiveReader reader;
  private final Timeline timeline;
  private final Duration bareRestart;

  private MigrationRun(
      Stage stage,
      Site site,
      LiveWriter writer,
      LiveReader reader,
      Timeline timeline,
      Duration bareRestart) {
    this.stage = stage;
    this.site = site;
    this.database = site.administrator();
    this.writer = writer;
    this.reader = reader;
    this.timeline = timeline;
    this.bareRestart = bareRestart;
  }

  /**
   * Brings the database up, fills it, starts its clients and measures a bare restart.
   *
   * @param trades rows of the large table
   */
  static MigrationRun prepare(Stage stage, Site site, String workload, long trades)
      throws InterruptedException, TimeoutException {
    site.createSecrets();
    Timeline timeline = Timeline.of(site, stage.cluster().client());
    site.startDatabase(workload);
    Tables.create(site.administrator(), trades);
    LiveWriter writer = site.startWriter(Tables.LIVE);
    LiveReader reader = site.startReader();
    writer.awaitAcknowledged(WARM, WRITER);
    Duration bare = bareRestart(site, reader);
    writer.awaitAcknowledged(WARM, WRITER);
    return new MigrationRun(stage, site, writer, reader, timeline, bare);
  }

  /**
   * How long the database is away when its StatefulSet, as it is now, is scaled to 0 and to 1. It
   * has the load that the migration had, whose writer and timeline end with it.
   */
  Duration bareRestart() throws InterruptedException, TimeoutException {
    try (LiveWriter load = site.startWriter(Tables.LIVE);
        Timeline watched = Timeline.of(site, stage.cluster().client())) {
      load.awaitAcknowledged(WARM, WRITER);
      return bareRestart(site, reader);
    }
  }

  private static Duration bareRestart(Site site, LiveReader reader)
      throws InterruptedException, TimeoutException {
    Instant since = Instant.now();
    site.scaleDown();
    site.scaleUp();
    reader.awaitAnswer(WRITER);
    return reader.gaps().longestSince(since).map(Gap::length).orElse(Duration.ZERO);
  }

  /**
   * Applies the manifest and follows the run to its end, well or not.
   *
   * @param view is shown every state
   */
  Report migrate(String manifest, Consumer<RunState> view)
      throws InterruptedException, TimeoutException {
    Map<String, Long> before = Tables.counts(database);
    String edition = database.edition();
    Instant since = Instant.now();
    site.apply(manifest);
    site.awaitMigration(
        "the migration ends",
        LIMIT,
        state -> {
          view.accept(state);
          approve(state);
          return state.ended();
        });
    int requests = stage.operatorRequestsSince(since).size();
    writer.awaitAcknowledged(1, WRITER);
    writer.finish(WRITER);
    reader.awaitAnswer(WRITER);
    timeline.close();
    return new Measurement(stage, site, timeline, since, bareRestart)
        .report(writer, reader, before, edition, requests);
  }

  /** Plays the person who reads the plan and agrees to it. */
  private void approve(RunState state) {
    if (!state.reason("Approved").equals("AwaitingApproval")) {
      return;
    }
    QuestDBMigration migration = site.migration();
    QuestDBMigrationSpec spec = migration.getSpec();
    QuestDBMigrationStatus status = migration.getStatus();
    String hash = status.getPlan().getHash();
    if (!hash.equals(spec.getApproval().getPlanHash())) {
      site.editMigration(edited -> edited.getSpec().getApproval().setPlanHash(hash));
    }
  }
}
