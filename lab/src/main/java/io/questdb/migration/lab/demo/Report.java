package io.questdb.migration.lab.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one migration did, as its clients saw it. Times are seconds. Parts that the migration did
 * not ask for are null, as is what the cluster does not count.
 *
 * @param problems what is not as it should be; empty exactly when {@code succeeded}
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Report(
    boolean succeeded,
    List<String> problems,
    Outage outage,
    Checkpoint checkpoint,
    List<Snapshot> snapshots,
    Rows rows,
    Tls tls,
    Access access,
    Replication replication,
    Edition edition,
    int apiRequests,
    long operatorRssMiB,
    List<Step> steps) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * @param seconds from the last answered query to the next one, by a client of the Service
   * @param processStartSeconds to the first answer to the same query, sent to the pod
   * @param overheadSeconds what is left of the outage without stop, start and cut
   * @param bareRestartSeconds the outage when the old pod is only scaled to 0 and to 1
   * @param writerSeconds from the writer's last acknowledged batch to its next one, which is the
   *     first that the new server takes
   */
  public record Outage(
      double seconds,
      double processStopSeconds,
      double processStartSeconds,
      double cutSeconds,
      double overheadSeconds,
      double bareRestartSeconds,
      double writerSeconds) {}

  /** heldAfterCutSeconds: from the visible cut to the release. */
  public record Checkpoint(double heldSeconds, double heldAfterCutSeconds) {}

  /** kind: Online or Offline. */
  public record Snapshot(String name, String kind, boolean ready) {}

  /** Of all tables; lost counts acknowledged rows that cannot be read after the migration. */
  public record Rows(long before, long after, long acknowledged, long lost) {}

  /** verified: the listener shows exactly the given certificate. */
  public record Tls(String subject, boolean verified) {}

  /** The HTTP status of a query without a login and with the token that the migration made. */
  public record Access(int anonymousStatus, Integer tokenStatus) {}

  /** The role in force. */
  public record Replication(String role) {}

  /** As the server says: OSS or EE. */
  public record Edition(String before, String after) {}

  /** One row of the ledger. */
  public record Step(String name, String state, double seconds) {}

  public Report {
    problems = List.copyOf(problems);
    snapshots = List.copyOf(snapshots);
    steps = List.copyOf(steps);
  }

  /** As indented JSON with a final line feed. */
  public String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and texts is JSON", e);
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** The summary for people, one line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "outage      %.2f s = stop %.2f + cut %.2f + start %.2f + operator %.2f   (bare restart"
                + " %.2f s; the writer waited %.2f s)",
            outage.seconds(),
            outage.processStopSeconds(),
            outage.cutSeconds(),
            outage.processStartSeconds(),
            outage.overheadSeconds(),
            outage.bareRestartSeconds(),
            outage.writerSeconds()));
    if (checkpoint != null) {
      lines.add(
          text(
              "checkpoint  held %.2f s, %.2f s of it after the cut",
              checkpoint.heldSeconds(), checkpoint.heldAfterCutSeconds()));
    }
    for (Snapshot snapshot : snapshots) {
      String ready = snapshot.ready() ? "ready" : "not ready";
      lines.add(text("snapshot    %s %s, %s", snapshot.kind(), snapshot.name(), ready));
    }
    lines.add(
        text(
            "rows        %,d before, %,d after; of %,d acknowledged by the writer %,d lost",
            rows.before(), rows.after(), rows.acknowledged(), rows.lost()));
    if (tls != null) {
      String verified = tls.verified() ? "verified" : "NOT VERIFIED";
      lines.add(text("tls         %s, %s", tls.subject(), verified));
    }
    String token = access.tokenStatus() == null ? "" : ", with the token " + access.tokenStatus();
    lines.add(text("access      anonymous %d%s", access.anonymousStatus(), token));
    if (replication != null) {
      lines.add(text("replication %s", replication.role()));
    }
    lines.add(text("edition     %s -> %s", edition.before(), edition.after()));
    lines.add(text("operator    %,d API requests, %,d MiB resident", apiRequests, operatorRssMiB));
    problems.forEach(problem -> lines.add("PROBLEM     " + problem));
    lines.add(succeeded ? "succeeded" : "FAILED");
    return lines;
  }
}
