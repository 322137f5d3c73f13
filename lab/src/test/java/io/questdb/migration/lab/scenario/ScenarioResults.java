package io.questdb.migration.lab.scenario;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Collects how each scenario ended. At the end it is written to {@code
 * lab/target/scenarios-<cluster>.json} and shown beside what the same file of other clusters says.
 * What the file says of scenarios that this JVM has not played stays: another JVM may play at the
 * same time, each its own classes.
 */
final class ScenarioResults implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final Path DIRECTORY = Repository.root().resolve("lab/target");
  private static final Path LOCK = DIRECTORY.resolve("scenarios.lock");

  private final List<ScenarioResult> results = new ArrayList<>();
  private Optional<Instant> begun = Optional.empty();

  void begin() {
    begun = Optional.of(Instant.now());
  }

  void add(ExtensionContext context, String result, String reason) {
    // One that could not even be made has not begun.
    Duration lasted = begun.map(at -> Duration.between(at, Instant.now())).orElse(Duration.ZERO);
    begun = Optional.empty();
    double seconds = Math.round(lasted.toMillis() / 100.0) / 10.0;
    results.add(new ScenarioResult(name(context), result, seconds, reason));
  }

  @Override
  public void close() throws IOException {
    Map<String, List<ScenarioResult>> clusters = new LinkedHashMap<>();
    try (FileChannel lock = FileChannel.open(LOCK, CREATE, WRITE)) {
      lock.lock(); // it ends with the channel
      JSON.writeValue(file(ClusterKind.chosen()).toFile(), merged(read(ClusterKind.chosen())));
      for (ClusterKind kind : ClusterKind.values()) {
        if (Files.exists(file(kind))) {
          clusters.put(kind.toString(), read(kind));
        }
      }
    }
    ScenarioTable.lines(clusters).forEach(System.out::println);
  }

  private Collection<ScenarioResult> merged(List<ScenarioResult> before) {
    Map<String, ScenarioResult> byName = new TreeMap<>();
    before.forEach(result -> byName.put(result.name(), result));
    results.forEach(result -> byName.put(result.name(), result));
    return byName.values();
  }

  private static List<ScenarioResult> read(ClusterKind kind) throws IOException {
    return Files.exists(file(kind))
        ? JSON.readValue(file(kind).toFile(), new TypeReference<>() {})
        : List.of();
  }

  private static Path file(ClusterKind kind) {
    return DIRECTORY.resolve("scenarios-" + kind + ".json");
  }

  /** The method, and in brackets what it was called with. */
  private static String name(ExtensionContext context) {
    String name =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName();
    String shown = context.getDisplayName().replaceFirst("^\\[\\d+] ", "");
    return shown.startsWith(context.getRequiredTestMethod().getName() + "(")
        ? name
        : name + " [" + shown + "]";
  }
}
