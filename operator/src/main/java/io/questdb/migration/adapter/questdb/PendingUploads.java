package io.questdb.migration.adapter.questdb;

import io.questdb.migration.facts.PendingUpload;
import io.questdb.migration.ports.Database.Listener;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.PortException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads how many transactions a primary has still to upload from the health listener's metrics. */
final class PendingUploads {
  /** Questdb docs, role switch: it must read 0 before one. There may be a line for each table. */
  private static final String METRIC = "questdb_replication_pending_upload_txn";

  private static final Pattern LABEL = Pattern.compile("=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Wire wire;
  private final Duration timeout;

  PendingUploads(Wire wire, Duration timeout) {
    this.wire = wire;
    this.timeout = timeout;
  }

  List<PendingUpload> pending(Endpoint endpoint) {
    HttpAnswer answer = wire.get(endpoint, Listener.HEALTH, "/metrics", timeout);
    String what = "/metrics of " + wire.address(endpoint, Listener.HEALTH);
    if (answer.status() != 200) {
      throw SqlClient.refusal(what, answer.status(), "");
    }
    List<String> samples =
        answer
            .body()
            .lines()
            .filter(line -> line.startsWith(METRIC + " ") || line.startsWith(METRIC + "{"))
            .toList();
    if (samples.isEmpty()) {
      throw missing(what, answer);
    }
    return samples.stream()
        .map(sample -> new PendingUpload(labels(sample), value(what, sample)))
        .toList();
  }

  /** The values alone: no page says under which name a table is told. */
  private static Set<String> labels(String sample) {
    return LABEL
        .matcher(sample)
        .results()
        .map(label -> label.group(1).replace("\\\"", "\"").replace("\\\\", "\\"))
        .collect(Collectors.toSet());
  }

  /** Any path of that listener answers with the server's health when metrics are off. */
  private static PortException missing(String what, HttpAnswer answer) {
    return answer.body().contains("questdb_")
        ? new PortException.Unavailable(what + " does not show " + METRIC + " yet")
        : new PortException.Rejected(what + " shows no metrics: metrics.enabled=true is needed");
  }

  /**
   * The number behind the name and its labels, whose values may hold spaces; a time may follow it.
   */
  private static long value(String what, String sample) {
    String number = sample.substring(sample.lastIndexOf('}') + 1);
    number = number.startsWith(METRIC) ? number.substring(METRIC.length()) : number;
    try {
      return (long) Double.parseDouble(number.strip().split(" ", 2)[0]);
    } catch (NumberFormatException e) {
      throw new PortException.Rejected(what + " shows no number for " + METRIC, e);
    }
  }
}
