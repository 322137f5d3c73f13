package io.questdb.migration.process;

import io.questdb.migration.volume.VolumeMain;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: the operator, or with {@code volume …} a command that runs beside the data.
 *
 * <p>Exit code 0 for {@code --help} and {@code --version}, 2 for bad settings or arguments, 1 when
 * the Lease was lost or the start failed, 143 after SIGTERM.
 */
public final class OperatorMain {
  private OperatorMain() {}

  /** Runs until it is told to end. */
  public static void main(String[] args) throws InterruptedException {
    String command = args.length == 0 ? "" : args[0];
    switch (command) {
      // First: beside the data, nothing of Kubernetes is worth its start-up time.
      case "volume" ->
          System.exit(
              VolumeMain.run(Arrays.copyOfRange(args, 1, args.length), System.out, System.err));
      case "--help" -> System.out.print(Config.help());
      case "--version" -> System.out.println(Config.version());
      case "" -> operate();
      default -> {
        System.err.println("Unknown argument: " + command);
        System.err.print(Config.help());
        System.exit(2);
      }
    }
  }

  private static void operate() throws InterruptedException {
    Logger log = LoggerFactory.getLogger(OperatorMain.class);
    try {
      Config config = Config.parse(System.getenv());
      log.info("questdb-migration-operator {}", Config.version());
      OperatorProcess process =
          new OperatorProcess(
              config,
              io.fabric8.kubernetes.client.Config.autoConfigure(null),
              Clock.systemUTC(),
              () -> Runtime.getRuntime().halt(1));
      Runtime.getRuntime().addShutdownHook(new Thread(process::close, "shutdown"));
      process.start();
    } catch (Config.InvalidException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (RuntimeException e) {
      log.error("Could not start", e);
      System.exit(1);
    }
    new CountDownLatch(1).await();
  }
}
