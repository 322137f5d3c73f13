package io.questdb.migration.process;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.questdb.migration.controller.Measurement;
import io.questdb.migration.controller.Meter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operator's numbers, in Prometheus' text format. No label names a migration, so that their
 * count does not grow with the fleet.
 */
public final class Metrics implements Meter, Interceptor {
  private static final String PREFIX = "questdb_migration_";
  private static final Pattern RESOURCE =
      Pattern.compile("/apis?/(?:[^/]+/)?v[^/]+/(?:namespaces/[^/]+/)?([a-z]+)(/[^/]+)?(/[a-z]+)?");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();
  private final Timer reconciles = registry.timer(PREFIX + "reconcile");

  /** All numbers as they are now. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void stands(String namespace, String name, String state) {
    states.put(namespace + "/" + name, state);
    gauges.computeIfAbsent(
        state,
        word ->
            Gauge.builder(
                    PREFIX + "migrations",
                    () -> states.values().stream().filter(word::equals).count())
                .description("Migrations by how they stand.")
                .tag("state", word)
                .register(registry));
  }

  @Override
  public void forget(String namespace, String name) {
    states.remove(namespace + "/" + name);
  }

  @Override
  public void add(Measurement measurement) {
    if (measurement instanceof Measurement.StepTook took) {
      registry.timer(PREFIX + "step", "step", took.step().text()).record(took.duration());
    } else if (measurement instanceof Measurement.OutageLasted outage) {
      registry.summary(PREFIX + "outage_seconds").record(outage.duration().toMillis() / 1000.0);
    } else if (measurement instanceof Measurement.CheckpointHeld held) {
      registry.summary(PREFIX + "checkpoint_held_seconds").record(held.seconds());
    } else if (measurement instanceof Measurement.Failed failed) {
      registry.counter(PREFIX + "failures", "reason", failed.reason().text()).increment();
    }
  }

  @Override
  public void passed(Duration took) {
    reconciles.record(took);
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    requested(request, Integer.toString(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    requested(request, "none");
  }

  private void requested(HttpRequest request, String code) {
    Matcher path = RESOURCE.matcher(request.uri().getPath());
    boolean known = path.matches();
    boolean named = known && path.group(2) != null;
    String query = request.uri().getQuery();
    boolean watch = query != null && query.contains("watch=true");
    registry
        .counter(
            PREFIX + "api_requests",
            "verb",
            verb(request.method(), named, watch),
            "resource",
            known ? path.group(1) + (path.group(3) == null ? "" : path.group(3)) : "other",
            "code",
            code)
        .increment();
  }

  private static String verb(String method, boolean named, boolean watch) {
    return switch (method) {
      case "GET" -> watch ? "watch" : named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "other";
    };
  }
}
