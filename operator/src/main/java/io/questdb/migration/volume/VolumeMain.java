package io.questdb.migration.volume;

import io.questdb.migration.volume.VolumeException.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code volume <command> --root=DIR …}: the sub-commands that run beside the data.
 *
 * <ul>
 *   <li>{@code inspect} reports what the volume holds
 *   <li>{@code stage-conf --name --properties} writes the merged {@code server.conf} beside the
 *       original; {@code install-conf --name} puts it in the original's place; {@code restore-conf
 *       --name} takes that back; {@code remove-conf --name} deletes the staged file
 *   <li>{@code merge-conf --from --to --properties} writes the merge of a file, which may be
 *       missing, to another place
 *   <li>{@code attend [--ready-port] [--ready-host]} waits for the server's end, reads the seal and
 *       keeps servers out until it is ended
 * </ul>
 *
 * <p>Exit code 0 with facts, 1 with {@code {"error", "path"}}, 2 for a wrong command line; either
 * is written to {@code --termination-message}, by default {@code /dev/termination-log}.
 */
public final class VolumeMain {
  private static final String TERMINATION_MESSAGE = "termination-message";
  private static final int MAX_MESSAGE = 2048;

  /** Characters; each may become six bytes of JSON. */
  private static final int MAX_PATH = 300;

  private final PrintStream out;
  private final PrintStream err;

  private VolumeMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** What the termination message says of a failure. */
  record Failure(Reason error, String path) {}

  /** Starts a command without the operator's own entry point. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Runs one command to its end.
   *
   * @param args the command and its arguments
   * @param out for the lines of a seal
   * @param err for the reason of a failure
   * @return the process's exit code
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return new VolumeMain(out, err).run(Arrays.asList(args));
  }

  private int run(List<String> args) {
    Path message = message(args);
    try {
      if (args.isEmpty()) {
        throw new VolumeException(Reason.BadArguments, "");
      }
      dispatch(args.get(0), Arguments.parse(args.subList(1, args.size())), message);
      return 0;
    } catch (VolumeException e) {
      return fail(message, e.reason(), e.path());
    } catch (NoSuchFileException e) {
      return fail(message, Reason.NotFound, e.getFile());
    } catch (AccessDeniedException e) {
      return fail(message, Reason.AccessDenied, e.getFile());
    } catch (FileSystemException e) {
      return fail(message, Reason.IoFailed, e.getFile());
    } catch (IOException e) {
      return fail(message, Reason.IoFailed, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail(message, Reason.Internal, "");
    } catch (RuntimeException e) {
      // Its message may quote what was read.
      return fail(message, Reason.Internal, e.getClass().getName());
    }
  }

  /** Found without judging the rest: a wrong command line has to be answered too. */
  private static Path message(List<String> args) {
    String option = "--" + TERMINATION_MESSAGE + "=";
    return args.stream()
        .filter(arg -> arg.startsWith(option))
        .map(arg -> Path.of(arg.substring(option.length())))
        .findFirst()
        .orElse(Path.of("/dev/termination-log"));
  }

  private void dispatch(String command, Arguments arguments, Path message)
      throws IOException, VolumeException, InterruptedException {
    switch (command) {
      case "inspect" -> {
        only(arguments);
        answer(message, new Inspect(InstallRoot.of(arguments)).run());
      }
      case "stage-conf" -> {
        only(arguments, "name", "properties");
        answer(message, conf(arguments).stage(arguments.required("properties")));
      }
      case "merge-conf" -> {
        only(arguments, "from", "to", "properties");
        answer(
            message,
            ConfDirectory.merge(
                arguments.requiredPath("from"),
                arguments.requiredPath("to"),
                arguments.required("properties")));
      }
      case "install-conf" -> {
        only(arguments, "name");
        answer(message, conf(arguments).install());
      }
      case "restore-conf" -> {
        only(arguments, "name");
        answer(message, conf(arguments).restore());
      }
      case "remove-conf" -> {
        only(arguments, "name");
        answer(message, conf(arguments).remove());
      }
      case "attend" -> {
        only(arguments, "ready-port", "ready-host");
        new Attend(InstallRoot.of(arguments), out).run(ready(arguments));
      }
      default -> throw new VolumeException(Reason.BadArguments, command);
    }
  }

  private static void only(Arguments arguments, String... keys) throws VolumeException {
    Set<String> known = new HashSet<>(Arrays.asList(keys));
    known.addAll(List.of("root", TERMINATION_MESSAGE));
    arguments.only(known);
  }

  private static ConfDirectory conf(Arguments arguments) throws VolumeException {
    return ConfDirectory.of(InstallRoot.of(arguments), arguments.required("name"));
  }

  private static Optional<InetSocketAddress> ready(Arguments arguments) throws VolumeException {
    if (arguments.port("ready-port").isEmpty()) {
      return Optional.empty();
    }
    int port = arguments.port("ready-port").getAsInt();
    return arguments
        .text("ready-host")
        .map(host -> new InetSocketAddress(host, port))
        .or(() -> Optional.of(new InetSocketAddress(port)));
  }

  private int fail(Path message, Reason reason, String path) {
    Failure failure = new Failure(reason, path == null ? "" : tail(path));
    err.println(Json.write(failure));
    try {
      answer(message, failure);
    } catch (IOException e) {
      err.println("cannot write " + message + ": " + e.getClass().getSimpleName());
    }
    return reason == Reason.BadArguments ? 2 : 1;
  }

  private static String tail(String path) {
    return path.substring(Math.max(0, path.length() - MAX_PATH));
  }

  /** Writes in place: the kubelet mounts the file itself. */
  private static void answer(Path message, Object facts) throws IOException {
    byte[] json = Json.write(facts).getBytes(StandardCharsets.US_ASCII);
    if (json.length > MAX_MESSAGE) {
      throw new IllegalStateException(facts.getClass() + " does not fit a termination message");
    }
    Files.write(message, json);
  }
}
