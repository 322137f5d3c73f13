package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registry that the kubelet of the lab's node pulls Enterprise from, asked over HTTP as a
 * person's tools would (OCI distribution specification 1.1). What was changed is undone at the end.
 */
final class LabRegistry implements AutoCloseable {
  private static final String REPOSITORY = "http://127.0.0.1:5000/v2/questdb";
  private static final String TAG = Images.ENTERPRISE.substring(Images.ENTERPRISE.indexOf(':') + 1);
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final Pattern LOGIN =
      Pattern.compile("\"username\": \"([^\"]+)\", \"password\": \"([^\"]+)\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newBuilder().authenticator(login()).build();
  private final byte[] original = get("/manifests/" + TAG);

  /** The Enterprise image by its digest. */
  String enterpriseByDigest() {
    return Images.ENTERPRISE.replace(":" + TAG, "@" + digest(original));
  }

  /** Moves the tag of Enterprise to another build, which has the same files. */
  void moveTag() throws IOException {
    ObjectNode manifest = (ObjectNode) JSON.readTree(original);
    JsonNode before = manifest.path("config");
    ObjectNode config = (ObjectNode) JSON.readTree(get("/blobs/" + before.path("digest").asText()));
    config.withObject("/config/Labels").put("build", "another");
    byte[] blob = JSON.writeValueAsBytes(config);
    upload(blob);
    manifest.withObject("/config").put("digest", digest(blob)).put("size", blob.length);
    tag(JSON.writeValueAsBytes(manifest));
  }

  @Override
  public void close() {
    tag(original);
  }

  private void tag(byte[] manifest) {
    send(request("/manifests/" + TAG).header("Content-Type", MANIFEST).PUT(body(manifest)), 201);
  }

  private void upload(byte[] blob) {
    HttpRequest.Builder begin = request("/blobs/uploads/").POST(BodyPublishers.noBody());
    String location = send(begin, 202).headers().firstValue("Location").orElseThrow();
    String end = location + (location.contains("?") ? "&" : "?") + "digest=" + digest(blob);
    send(
        HttpRequest.newBuilder(URI.create(end))
            .header("Content-Type", "application/octet-stream")
            .PUT(body(blob)),
        201);
  }

  private byte[] get(String path) {
    return send(request(path).header("Accept", MANIFEST), 200).body();
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, int code) {
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).as(response.uri().toString()).isEqualTo(code);
      return response;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(REPOSITORY + path));
  }

  private static HttpRequest.BodyPublisher body(byte[] bytes) {
    return BodyPublishers.ofByteArray(bytes);
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the pull secret of the examples says. */
  private static Authenticator login() {
    Matcher login = LOGIN.matcher(Repository.example("everything-secrets.yaml"));
    assertThat(login.find()).isTrue();
    PasswordAuthentication answer =
        new PasswordAuthentication(login.group(1), login.group(2).toCharArray());
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return answer;
      }
    };
  }
}
