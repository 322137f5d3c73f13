package io.questdb.migration.lab.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import io.questdb.migration.lab.stage.Tables;
import io.questdb.migration.lab.stage.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The writer against the real server on the embedded cluster. */
class LiveWriterTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = Stage.open();
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void nothingIsLostOverAStopAndAKill() throws Exception {
    // Given
    try (Site site = stage.site("writer");
        Timeline timeline = Timeline.of(site, stage.cluster().client())) {
      site.startDatabase(Repository.example("workload.yaml"));
      Tables.create(site.administrator(), 1000);
      Map<String, Long> before = Tables.counts(site.administrator());
      LiveWriter writer = site.startWriter(Tables.LIVE);
      writer.awaitAcknowledged(200, LIMIT);
      Instant stopped = Instant.now();
      // When
      site.scaleDown();
      site.scaleUp();
      writer.awaitAcknowledged(200, LIMIT);
      Gap gap = writer.gaps().longestSince(stopped).orElseThrow();
      stage.cluster().killDatabase("writer", "questdb-0");
      site.awaitServing();
      writer.awaitAcknowledged(200, LIMIT);
      writer.finish(LIMIT);
      // Then
      assertThat(writer.failure()).isEmpty();
      assertThat(writer.gaps().over()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(Tables.lost(site.administrator(), before, writer.acknowledged())).isZero();
      assertThat(timeline.processStopSince(stopped)).isPositive().isLessThan(gap.length());
      assertThat(timeline.processStartSince(stopped)).isPositive().isLessThan(gap.length());
    }
  }
}
