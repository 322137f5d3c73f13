package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reading API objects as JSON trees. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode metadata(ObjectNode object) {
    return object.withObject("/metadata");
  }

  static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText();
  }

  static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asText();
  }

  static boolean deleting(JsonNode object) {
    return object.path("metadata").has("deletionTimestamp");
  }

  static List<String> finalizers(JsonNode object) {
    return texts(object.path("metadata").path("finalizers"));
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** Gives {@code target} the field as {@code source} has it, or takes it away. */
  static void copy(JsonNode source, ObjectNode target, String... fields) {
    for (String field : fields) {
      JsonNode value = source.get(field);
      if (value == null) {
        target.remove(field);
      } else {
        target.set(field, value.deepCopy());
      }
    }
  }
}
