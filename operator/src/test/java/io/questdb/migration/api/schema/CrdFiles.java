package io.questdb.migration.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The resources in {@code src/test/resources/crd}. The first line of an {@code invalid-} file is
 * the message it must be refused with. A file of two documents is an update from the first to the
 * second.
 */
public final class CrdFiles {

  // Also seen from the module beside this one.
  private static final Path DIRECTORY =
      Path.of("..", "operator", "src", "test", "resources", "crd");
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * One file.
   *
   * @param before what an update starts from
   */
  public record Sample(String name, Optional<JsonNode> before, JsonNode resource, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private CrdFiles() {}

  /** The schema of the committed CRD. */
  static JsonNode schema() throws IOException {
    return crd().at("/spec/versions/0/schema/openAPIV3Schema");
  }

  static JsonNode crd() throws IOException {
    return YAML.readTree(GeneratedCrd.COMMITTED.toFile());
  }

  static JsonNode document(String file) throws IOException {
    return YAML.readTree(DIRECTORY.resolve(file).toFile());
  }

  /** The files whose name begins so, in order; there is at least one. */
  public static List<Sample> samples(String prefix) {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      List<Sample> samples =
          files
              .filter(file -> file.getFileName().toString().startsWith(prefix))
              .sorted()
              .map(CrdFiles::sample)
              .toList();
      if (samples.isEmpty()) {
        throw new IllegalStateException("no " + prefix + " files in " + DIRECTORY);
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sample sample(Path file) {
    try (MappingIterator<JsonNode> reader =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      List<JsonNode> documents = reader.readAll();
      String first = Files.readAllLines(file).get(0);
      return new Sample(
          file.getFileName().toString(),
          documents.size() > 1 ? Optional.of(documents.get(0)) : Optional.empty(),
          documents.get(documents.size() - 1),
          first.startsWith("# ") ? first.substring(2) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
