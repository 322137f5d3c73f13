package io.questdb.migration.reference;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.questdb.migration.controller.Measurement;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.process.Config;
import io.questdb.migration.process.Metrics;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the operator's process takes and gives: settings and metrics. */
final class ProcessPages {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  /** Prometheus gives no help text for most; without an entry here a metric is not published. */
  private static final Map<String, String> MEANINGS =
      Map.of(
          "questdb_migration_migrations",
          "migrations by how they stand",
          "questdb_migration_reconcile_seconds",
          "passes over a migration, and how long they took",
          "questdb_migration_step_seconds",
          "completed steps, and how long they took",
          "questdb_migration_outage_seconds",
          "how long databases were out of use, from the request to stop until clients are let in, or"
              + " until the old database is back",
          "questdb_migration_checkpoint_held_seconds",
          "how long databases were in checkpoint mode",
          "questdb_migration_failures_total",
          "migrations that have failed, by reason",
          "questdb_migration_api_requests_total",
          "requests to the API server; code `none` is a connection that failed");

  private ProcessPages() {}

  static String configuration() {
    return new Page("Configuration")
        .paragraph(
            "The operator reads environment variables. The chart sets them from its values; what it"
                + " prints with `--help`:")
        .code("text", Config.help())
        .text();
  }

  static String metrics() {
    String scraped = scraped();
    Map<String, List<String>> rows = new TreeMap<>();
    for (MatchResult type : TYPE.matcher(scraped).results().toList()) {
      String name = type.group(1);
      String whole = name.replaceFirst("_max$", "");
      if (!MEANINGS.containsKey(whole)) {
        throw new IllegalStateException("say in ProcessPages what metric " + name + " means");
      }
      String meaning = name.equals(whole) ? MEANINGS.get(whole) : "the longest of late";
      rows.put(name, List.of("`" + name + "`", type.group(2), labels(scraped, name), meaning));
    }
    return new Page("Metrics")
        .paragraph(
            """
            At `/metrics` of the operator, in Prometheus' text format. A summary has `_count` and `_sum`. No
            label names a migration, so the number of series does not grow with the fleet. States are those of
            [conditions](conditions.md) as one word, reasons are [these](reasons.md), steps are [these](steps.md).
            """)
        .table(List.of("metric", "type", "labels", "meaning"), new ArrayList<>(rows.values()))
        .text();
  }

  private static String labels(String scraped, String name) {
    Matcher sample = Pattern.compile("(?m)^" + name + "(?:_count)?\\{(.*)} \\S+$").matcher(scraped);
    return sample.find()
        ? LABEL
            .matcher(sample.group(1))
            .results()
            .map(label -> "`" + label.group(1) + "`")
            .collect(Collectors.joining(", "))
        : "";
  }

  /** One of each, so that each is shown. */
  private static String scraped() {
    Metrics metrics = new Metrics();
    metrics.stands("namespace", "name", "Running");
    metrics.passed(Duration.ofMillis(1));
    metrics.add(new Measurement.StepTook(StepName.INSPECT, Duration.ofMillis(1)));
    metrics.add(new Measurement.OutageLasted(Duration.ofMillis(1)));
    metrics.add(new Measurement.CheckpointHeld(1));
    metrics.add(new Measurement.Failed(Reason.TIMED_OUT));
    metrics.afterConnectionFailure(request(), new IllegalStateException("not sent"));
    return metrics.text();
  }

  private static HttpRequest request() {
    URI uri = URI.create("https://127.0.0.1/api/v1/namespaces/trades/pods");
    return (HttpRequest)
        Proxy.newProxyInstance(
            ProcessPages.class.getClassLoader(),
            new Class<?>[] {HttpRequest.class},
            (proxy, method, arguments) -> method.getName().equals("uri") ? uri : "GET");
  }
}
