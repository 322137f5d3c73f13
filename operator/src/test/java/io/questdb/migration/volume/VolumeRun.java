package io.questdb.migration.volume;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs volume commands in this process. */
final class VolumeRun {
  private final Path message;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  VolumeRun(Path directory) {
    message = directory.resolve("message");
  }

  int run(String command, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = command;
    all[1] = "--termination-message=" + message;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    return VolumeMain.run(all, stream, stream);
  }

  /** The termination message. */
  String message() {
    try {
      return Files.readString(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode answer() throws IOException {
    return Json.MAPPER.readTree(message());
  }

  /** Everything written to either output stream. */
  String output() {
    return output.toString(StandardCharsets.UTF_8);
  }
}
