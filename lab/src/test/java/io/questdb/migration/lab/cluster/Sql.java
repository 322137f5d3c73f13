package io.questdb.migration.lab.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** SQL over the HTTP of a Service. */
record Sql(InetSocketAddress address) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static Sql awaiting(LabCluster cluster, String service) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(
            () -> {
              new Sql(cluster.serviceAddress("default", service, 9000)).run("select 1");
              return true;
            });
    return new Sql(cluster.serviceAddress("default", service, 9000));
  }

  String run(String statement) throws IOException, InterruptedException {
    String query = URLEncoder.encode(statement, StandardCharsets.UTF_8);
    URI uri =
        URI.create(
            "http://" + address.getHostString() + ":" + address.getPort() + "/exec?query=" + query);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    var response = HTTP.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.body());
    }
    return response.body();
  }

  boolean refused() throws IOException, InterruptedException {
    try {
      run("select 1");
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }
}
