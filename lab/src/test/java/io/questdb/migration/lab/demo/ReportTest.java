package io.questdb.migration.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  static final Report REPORT =
      new Report(
          true,
          List.of(),
          new Report.Outage(4.25, 0.3, 2.5, 0.4, 1.05, 3.1, 4.5),
          new Report.Checkpoint(0.6, 0.2),
          List.of(new Report.Snapshot("questdb-online-1", "Online", true)),
          new Report.Rows(1_001_000, 1_025_000, 24_000, 0),
          new Report.Tls("CN=questdb", true),
          new Report.Access(401, 200),
          new Report.Replication("primary"),
          new Report.Edition("OSS", "EE"),
          180,
          141,
          List.of(new Report.Step("Inspect", "Complete", 0.4)));

  @Test
  void theJsonHasThePublishedShape() throws Exception {
    JsonNode json = new ObjectMapper().readTree(REPORT.json());

    assertThat(json.at("/succeeded").asBoolean()).isTrue();
    assertThat(json.at("/outage/overheadSeconds").asDouble()).isEqualTo(1.05);
    assertThat(json.at("/checkpoint/heldAfterCutSeconds").asDouble()).isEqualTo(0.2);
    assertThat(json.at("/snapshots/0/kind").asText()).isEqualTo("Online");
    assertThat(json.at("/rows/lost").isIntegralNumber()).isTrue();
    assertThat(json.at("/tls/subject").asText()).isEqualTo("CN=questdb");
    assertThat(json.at("/access/tokenStatus").asInt()).isEqualTo(200);
    assertThat(json.at("/replication/role").asText()).isEqualTo("primary");
    assertThat(json.at("/edition/after").asText()).isEqualTo("EE");
    assertThat(json.at("/steps/0/seconds").asDouble()).isEqualTo(0.4);
  }

  @Test
  void theSummarySaysWhereTheOutageWentAndEndsWithTheVerdict() {
    assertThat(REPORT.lines())
        .startsWith(
            "outage      4.25 s = stop 0.30 + cut 0.40 + start 2.50 + operator 1.05"
                + "   (bare restart 3.10 s; the writer waited 4.50 s)")
        .contains(
            "rows        1,001,000 before, 1,025,000 after; of 24,000 acknowledged by the writer 0"
                + " lost")
        .endsWith("succeeded");
  }

  @Test
  void theMedianOfAnEvenNumberLiesInTheMiddle() {
    List<Report.Outage> outages = List.of(outage(1), outage(9), outage(2), outage(4));

    assertThat(Benchmark.median(outages, Report.Outage::seconds)).isEqualTo(3);
  }

  private static Report.Outage outage(double seconds) {
    return new Report.Outage(seconds, 0, 0, 0, 0, 0, 0);
  }
}
