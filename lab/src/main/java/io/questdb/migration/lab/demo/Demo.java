package io.questdb.migration.lab.demo;

import io.questdb.migration.lab.cluster.LabCluster;
import io.questdb.migration.lab.cluster.UnavailableClusterException;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * One migration to look at, by the packaged operator, of a real database under load. Ends with 0
 * only if everything that the report says is as it should be; 1 if not, 2 for wrong options.
 */
public final class Demo {
  private static final long TRADES = 1_000_000;
  private static final String DEFAULT = "everything.yaml";
  private static final String WITH_CONFIG_MAP = "workload-configmap.yaml";

  private final PrintStream out;
  private final RunView view;
  private long shown;

  private Demo(PrintStream out, Optional<RunView.Terminal> terminal) {
    this.out = out;
    this.view = new RunView(out, terminal);
  }

  public static void main(String[] arguments) throws IOException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (Options.UsageException e) {
      System.err.println("demo: " + e.getMessage());
      System.err.println(Options.USAGE);
      System.exit(2);
      return;
    }
    // What the shell's terminal is, the script knows better than Java: its input may be redirected.
    Optional<RunView.Terminal> terminal =
        RunView.Terminal.of(System.getProperty("questdb.lab.terminal", ""));
    try {
      boolean succeeded = new Demo(System.out, terminal).run(options);
      System.exit(succeeded ? 0 : 1);
    } catch (UnavailableClusterException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  private boolean run(Options options) throws IOException {
    String manifest =
        options.example().map(Repository::read).orElseGet(() -> Repository.example(DEFAULT));
    Closing stage = new Closing(Stage.packaged(options.cluster()));
    try (stage) {
      Report report = play(stage.stage(), manifest, options.rows().orElse(TRADES));
      out.println();
      report.lines().forEach(out::println);
      write(options.json(), report.json());
      return report.succeeded();
    } catch (TimeoutException e) {
      System.err.println("demo: " + e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException e) {
      if (stage.cutShort) {
        return false; // the stage was taken from under the run by Ctrl-C
      }
      System.err.println("demo: " + e.getMessage());
      return false;
    }
  }

  private Report play(Stage stage, String manifest, long trades)
      throws InterruptedException, TimeoutException {
    LabCluster cluster = stage.cluster();
    out.println("cluster     " + cluster.kind() + ", API at " + address(cluster));
    stage.startOperator();
    try (Site site = stage.site("demo")) {
      String workload = manifest.contains(WITH_CONFIG_MAP) ? WITH_CONFIG_MAP : "workload.yaml";
      MigrationRun run = MigrationRun.prepare(stage, site, Repository.example(workload), trades);
      out.println("database    open source, with three tables and a writer that does not stop");
      out.println();
      return run.migrate(manifest, this::show);
    } catch (IllegalStateException e) {
      out.println(stage.operatorLog());
      throw e;
    }
  }

  private static String address(LabCluster cluster) {
    return cluster.client().getMasterUrl().toString().replaceFirst("/$", "");
  }

  private void show(RunState state) {
    long now = System.nanoTime();
    if (state.ended() || now - shown > Duration.ofMillis(100).toNanos()) {
      shown = now;
      view.show(state);
    }
  }

  private static void write(Optional<Path> file, String json) throws IOException {
    if (file.isPresent()) {
      Files.writeString(file.get(), json);
    }
  }

  /** Takes the stage down once, also when Ctrl-C ends this virtual machine. */
  private static final class Closing implements AutoCloseable {
    private final Stage stage;
    private final Thread hook = new Thread(this::cutShort, "demo-end");
    private volatile boolean cutShort;
    private boolean closed;

    Closing(Stage stage) {
      this.stage = stage;
      Runtime.getRuntime().addShutdownHook(hook);
    }

    Stage stage() {
      return stage;
    }

    @Override
    public void close() {
      closeOnce();
    }

    private void cutShort() {
      cutShort = true;
      closeOnce();
    }

    private synchronized void closeOnce() {
      if (!closed) {
        closed = true;
        stage.close();
      }
    }
  }
}
