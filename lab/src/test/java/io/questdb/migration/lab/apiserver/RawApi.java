package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Single requests, as written, with the credentials of a client. Quotes in JSON that is given as
 * text may be single.
 */
final class RawApi {
  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
  static final String APPLY_PATCH = "application/apply-patch+yaml";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** An answer; {@code body} is missing where it is no JSON. */
  record Reply(int code, JsonNode body) {
    String text(String pointer) {
      return body.at(pointer).asText();
    }

    /** Code and reason, for assertions: {@code 409 Conflict}. */
    String outcome() {
      String reason = text("/reason");
      return reason.isEmpty() || code < 400 ? Integer.toString(code) : code + " " + reason;
    }
  }

  private final KubernetesClient client;

  RawApi(KubernetesClient client) {
    this.client = client;
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply get(String path) {
    return send("GET", path, "application/json", null);
  }

  Reply post(String path, Object body) {
    return send("POST", path, "application/json", body);
  }

  Reply put(String path, Object body) {
    return send("PUT", path, "application/json", body);
  }

  Reply delete(String path, Object options) {
    return send("DELETE", path, "application/json", options);
  }

  Reply patch(String path, String contentType, String patch) {
    return send("PATCH", path, contentType, patch);
  }

  /** The events of a watch that lasts one second. */
  List<JsonNode> watch(String path) {
    return send("GET", path + "&watch=true&timeoutSeconds=1", "", null)
        .body()
        .findParents("type")
        .stream()
        .filter(event -> event.has("object"))
        .toList();
  }

  private Reply send(String method, String path, String contentType, Object body) {
    HttpRequest.Builder request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(client.getMasterUrl().toString().replaceFirst("/$", "") + path);
    if (body == null) {
      request.method(method, null, null);
    } else {
      String text = body instanceof String ? ((String) body).replace('\'', '"') : body.toString();
      request.method(method, contentType, text);
    }
    try {
      HttpResponse<String> response =
          client.getHttpClient().sendAsync(request.build(), String.class).get(30, TimeUnit.SECONDS);
      return new Reply(response.code(), parse(response.bodyString()));
    } catch (InterruptedException | ExecutionException | TimeoutException | java.io.IOException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  /** A document, or a stream of them as an array. */
  private static JsonNode parse(String text) {
    try (var documents = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      List<JsonNode> all = documents.readAll();
      return all.size() == 1 && !all.get(0).has("object") ? all.get(0) : MAPPER.valueToTree(all);
    } catch (java.io.IOException e) {
      return MAPPER.missingNode();
    }
  }
}
