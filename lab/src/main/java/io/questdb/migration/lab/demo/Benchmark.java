package io.questdb.migration.lab.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.cluster.OperatorProcess;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;

/**
 * Ten quick-start migrations one after the other, by the packaged operator, and a minute of rest.
 * Prints medians and writes them to {@code lab/target/benchmark-<cluster>.json} or where {@code
 * --json} says. Ends with 1 if a migration did not succeed.
 */
public final class Benchmark {
  private static final int RUNS = 10;
  private static final double MILLIS = 1000;
  private static final long TRADES = 100_000;
  private static final List<String> OUTAGE =
      List.of(
          "StopDatabase",
          "SealVolume",
          "SnapshotOffline",
          "SwapEdition",
          "AllowEnterprise",
          "StartDatabase",
          "VerifySeal",
          "ConfigureAccess");
  private static final Duration REST = Duration.ofMinutes(1);

  /**
   * Medians of all runs, in seconds.
   *
   * @param bareRestartSeconds of the old pod, before the migration
   * @param newBareRestartSeconds of the Enterprise pod, after it
   * @param overBareSeconds of the outage over a bare restart of the pod that it starts, in the same
   *     run
   * @param heldAfterCutSeconds of the checkpoint, the longest of all runs
   * @param apiRequests of one migration, the most of all runs
   * @param steps of each step of the outage, in order
   */
  public record Result(
      int runs,
      boolean succeeded,
      double outageSeconds,
      double bareRestartSeconds,
      double newBareRestartSeconds,
      double processStopSeconds,
      double processStartSeconds,
      double cutSeconds,
      double overheadSeconds,
      double overBareSeconds,
      double heldAfterCutSeconds,
      int apiRequests,
      AtRest atRest,
      Map<String, Double> steps,
      List<Report.Outage> outages,
      List<Double> newBareRestarts) {

    static Result of(List<Report> reports, List<Double> newBareRestarts, AtRest atRest) {
      List<Report.Outage> outages = reports.stream().map(Report::outage).toList();
      List<Double> overBare = new ArrayList<>();
      for (int i = 0; i < outages.size(); i++) {
        overBare.add(outages.get(i).seconds() - newBareRestarts.get(i));
      }
      return new Result(
          reports.size(),
          reports.stream().allMatch(Report::succeeded),
          median(outages, Report.Outage::seconds),
          median(outages, Report.Outage::bareRestartSeconds),
          median(newBareRestarts, Double::doubleValue),
          median(outages, Report.Outage::processStopSeconds),
          median(outages, Report.Outage::processStartSeconds),
          median(outages, Report.Outage::cutSeconds),
          median(outages, Report.Outage::overheadSeconds),
          median(overBare, Double::doubleValue),
          reports.stream()
              .filter(report -> report.checkpoint() != null)
              .mapToDouble(report -> report.checkpoint().heldAfterCutSeconds())
              .max()
              .orElse(0),
          reports.stream().mapToInt(Report::apiRequests).max().orElse(0),
          atRest,
          steps(reports),
          outages,
          newBareRestarts);
    }

    private static Map<String, Double> steps(List<Report> reports) {
      Map<String, Double> steps = new LinkedHashMap<>();
      for (String name : OUTAGE) {
        steps.put(name, median(reports, report -> seconds(report, name)));
      }
      return steps;
    }

    private static double seconds(Report report, String step) {
      return report.steps().stream()
          .filter(row -> row.name().equals(step))
          .mapToDouble(Report.Step::seconds)
          .findFirst()
          .orElse(0);
    }
  }

  /**
   * The operator in the minute after its migration.
   *
   * @param rssMiB at the end of that minute
   * @param processorSeconds used in it
   */
  public record AtRest(long rssMiB, double processorSeconds, int apiRequests) {}

  private Benchmark() {}

  public static void main(String[] arguments) throws Exception {
    Options options = null;
    try {
      options = Options.parse(arguments);
    } catch (Options.UsageException e) {
      System.err.println("benchmark: " + e.getMessage());
      System.exit(2);
    }
    ClusterKind cluster = options.cluster();
    Path standard = Repository.root().resolve("lab/target/benchmark-" + cluster + ".json");
    Path json = options.json().orElse(standard);
    Result result = run(cluster, options.rows().orElse(TRADES));
    System.out.printf(
        Locale.ROOT,
        "median of %d: outage %.2f s = stop %.2f + cut %.2f + start %.2f + operator %.2f; bare"
            + " restart %.2f s, of the new pod %.2f s; checkpoint held after the cut at most %.2f"
            + " s%n",
        result.runs(),
        result.outageSeconds(),
        result.processStopSeconds(),
        result.cutSeconds(),
        result.processStartSeconds(),
        result.overheadSeconds(),
        result.bareRestartSeconds(),
        result.newBareRestartSeconds(),
        result.heldAfterCutSeconds());
    System.out.printf(
        Locale.ROOT,
        "outage over a bare restart of the new pod %.2f s; steps: %s%n",
        result.overBareSeconds(),
        result.steps());
    System.out.printf(
        Locale.ROOT,
        "%d API requests a migration; operator at rest for a minute: %d MiB resident, %.2f s of"
            + " processor, %d API requests%n",
        result.apiRequests(),
        result.atRest().rssMiB(),
        result.atRest().processorSeconds(),
        result.atRest().apiRequests());
    write(json, result);
    System.exit(result.succeeded() ? 0 : 1);
  }

  private static Result run(ClusterKind cluster, long trades)
      throws InterruptedException, TimeoutException {
    List<Report> reports = new ArrayList<>();
    List<Double> newBareRestarts = new ArrayList<>();
    AtRest atRest = null;
    for (int i = 1; i <= RUNS; i++) {
      // A stage of its own each time: no run inherits the last one's caches or garbage.
      try (Stage stage = Stage.packaged(cluster);
          Site site = stage.site("benchmark")) {
        stage.startOperator();
        MigrationRun run =
            MigrationRun.prepare(stage, site, Repository.example("workload.yaml"), trades);
        Report report = run.migrate(Repository.example("quick-start.yaml"), state -> {});
        double newBareRestart = run.bareRestart().toMillis() / MILLIS;
        if (i == RUNS) {
          atRest = rest(stage.operator(), stage);
        }
        System.out.printf(
            Locale.ROOT,
            "run %d%n  %s%n  bare restart of the new pod %.2f s%n",
            i,
            String.join("\n  ", report.lines()),
            newBareRestart);
        reports.add(report);
        newBareRestarts.add(newBareRestart);
      }
    }
    return Result.of(reports, newBareRestarts, atRest);
  }

  private static AtRest rest(OperatorProcess operator, Stage stage) throws InterruptedException {
    Instant since = Instant.now();
    Duration before = operator.processorTime();
    if (operator.process().waitFor(REST.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the operator ended: " + stage.operatorLog());
    }
    Duration used = operator.processorTime().minus(before);
    return new AtRest(
        operator.residentMiB(),
        used.toMillis() / MILLIS,
        stage.operatorRequestsSince(since).size());
  }

  private static void write(Path json, Result result) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(json, mapper.writeValueAsString(result) + "\n");
  }

  static <T> double median(List<T> runs, ToDoubleFunction<T> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    boolean odd = sorted.length % 2 == 1;
    return odd ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
