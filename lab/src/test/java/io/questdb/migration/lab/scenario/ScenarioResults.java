package io.questdb.migration.lab.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;

/** How each scenario ended, written at the end to {@code lab/target/scenarios-<cluster>.json}. */
final class ScenarioResults implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final List<Result> results = new ArrayList<>();
  private long begun;

  /**
   * One scenario.
   *
   * @param result passed, failed or skipped
   * @param reason why, unless it passed
   */
  record Result(String name, String result, double seconds, String reason) {}

  void begin() {
    begun = System.nanoTime();
  }

  void add(ExtensionContext context, String result, String reason) {
    double seconds = Math.round((System.nanoTime() - begun) / NANOS * 10) / 10.0;
    results.add(new Result(name(context), result, seconds, reason));
  }

  @Override
  public void close() throws IOException {
    Path file = Repository.root().resolve("lab/target/scenarios-" + ClusterKind.chosen() + ".json");
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), results);
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
