package io.questdb.migration.lab.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;

/**
 * Ten quick-start migrations one after the other, by the packaged operator. Prints medians and
 * writes them to {@code lab/target/benchmark-embedded.json} or where {@code --json} says. Ends with
 * 1 if a migration did not succeed.
 */
public final class Benchmark {
  private static final int RUNS = 10;
  private static final long TRADES = 100_000;

  /**
   * Medians of all runs, in seconds.
   *
   * @param heldAfterCutSeconds of the checkpoint, the longest of all runs
   */
  public record Result(
      int runs,
      boolean succeeded,
      double outageSeconds,
      double bareRestartSeconds,
      double processStopSeconds,
      double processStartSeconds,
      double cutSeconds,
      double overheadSeconds,
      double heldAfterCutSeconds,
      List<Report.Outage> outages) {

    static Result of(List<Report> reports) {
      List<Report.Outage> outages = reports.stream().map(Report::outage).toList();
      return new Result(
          reports.size(),
          reports.stream().allMatch(Report::succeeded),
          median(outages, Report.Outage::seconds),
          median(outages, Report.Outage::bareRestartSeconds),
          median(outages, Report.Outage::processStopSeconds),
          median(outages, Report.Outage::processStartSeconds),
          median(outages, Report.Outage::cutSeconds),
          median(outages, Report.Outage::overheadSeconds),
          reports.stream()
              .filter(report -> report.checkpoint() != null)
              .mapToDouble(report -> report.checkpoint().heldAfterCutSeconds())
              .max()
              .orElse(0),
          outages);
    }
  }

  private Benchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path json = Repository.root().resolve("lab/target/benchmark-embedded.json");
    try {
      json = Options.parse(arguments).json().orElse(json);
    } catch (Options.UsageException e) {
      System.err.println("benchmark: " + e.getMessage());
      System.exit(2);
    }
    Result result = run();
    System.out.printf(
        Locale.ROOT,
        "median of %d: outage %.2f s = stop %.2f + cut %.2f + start %.2f + operator %.2f; bare"
            + " restart %.2f s; checkpoint held after the cut at most %.2f s%n",
        result.runs(),
        result.outageSeconds(),
        result.processStopSeconds(),
        result.cutSeconds(),
        result.processStartSeconds(),
        result.overheadSeconds(),
        result.bareRestartSeconds(),
        result.heldAfterCutSeconds());
    write(json, result);
    System.exit(result.succeeded() ? 0 : 1);
  }

  private static Result run() throws InterruptedException, TimeoutException {
    List<Report> reports = new ArrayList<>();
    for (int i = 1; i <= RUNS; i++) {
      // A stage of its own each time: no run inherits the last one's caches or garbage.
      try (Stage stage = Stage.packaged(ClusterKind.EMBEDDED);
          Site site = stage.site("benchmark")) {
        stage.startOperator();
        MigrationRun run =
            MigrationRun.prepare(stage, site, Repository.example("workload.yaml"), TRADES);
        Report report = run.migrate(Repository.example("quick-start.yaml"), state -> {});
        System.out.printf("run %d%n  %s%n", i, String.join("\n  ", report.lines()));
        reports.add(report);
      }
    }
    return Result.of(reports);
  }

  private static void write(Path json, Result result) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(json, mapper.writeValueAsString(result) + "\n");
  }

  static double median(List<Report.Outage> outages, ToDoubleFunction<Report.Outage> figure) {
    double[] sorted = outages.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    boolean odd = sorted.length % 2 == 1;
    return odd ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
