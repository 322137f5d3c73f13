package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** API objects as JSON trees. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  // fabric8's watch over plain HTTP breaks off after a character of more than one byte
  // (WatchHTTPManager takes the array behind a decoded buffer beyond its limit).
  private static final ObjectWriter ASCII = MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private Json() {}

  /** An event of a watch. */
  static byte[] asciiLine(JsonNode event) throws IOException {
    return (ASCII.writeValueAsString(event) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ObjectNode object(String apiVersion, String kind) {
    return object().put("apiVersion", apiVersion).put("kind", kind);
  }

  static ObjectNode metadata(ObjectNode object) {
    return object.withObject("/metadata");
  }

  /** A text of the metadata, empty when it is not there. */
  static String meta(JsonNode object, String field) {
    return object.path("metadata").path(field).asText();
  }

  static boolean deleting(JsonNode object) {
    return object.path("metadata").has("deletionTimestamp");
  }

  static List<String> finalizers(JsonNode object) {
    return texts(object.path("metadata").path("finalizers"));
  }

  static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Gives {@code target} the fields as {@code source} has them, or takes them away. */
  static void copy(JsonNode source, ObjectNode target, List<String> fields) {
    for (String field : fields) {
      target.remove(field);
      if (source.has(field)) {
        target.set(field, source.get(field).deepCopy());
      }
    }
  }

  /** The lines of a file beside this class. */
  static Stream<String> lines(String file) {
    try (InputStream in = Json.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
