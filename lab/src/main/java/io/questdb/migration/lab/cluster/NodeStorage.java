package io.questdb.migration.lab.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.questdb.migration.lab.node.CsiKnobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Turns the knobs of the CSI driver of {@code lab/cluster/csi}, which is another process. */
final class NodeStorage {
  private static final URI KNOBS = URI.create("http://127.0.0.1:9810/knobs");

  private final HttpClient client = HttpClient.newHttpClient();
  private final CsiKnobs knobs = new CsiKnobs(this::changed);

  private NodeStorage() {}

  /** Knobs that the driver follows: a change has reached it when the setter returns. */
  static CsiKnobs knobs() {
    return new NodeStorage().knobs;
  }

  private void changed() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(KNOBS).PUT(BodyPublishers.ofString(json())).build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException("the CSI driver says " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at the CSI driver", e);
    }
  }

  private String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("failCut", knobs.cutsToFail());
    json.put("cutDelay", seconds(knobs.cutDelay()));
    json.put("readyAfter", knobs.readyAfter().map(NodeStorage::seconds).orElse("never"));
    json.put("hang", knobs.hangs());
    json.put("syncedOnly", knobs.syncedOnly());
    json.put("noFreeze", knobs.slowCopy());
    json.put("restoresEmpty", knobs.restoresEmpty());
    knobs.takeLateCut().ifPresent(late -> json.put("lateCut", seconds(late)));
    return json.toString();
  }

  /** As Go writes durations. */
  private static String seconds(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
