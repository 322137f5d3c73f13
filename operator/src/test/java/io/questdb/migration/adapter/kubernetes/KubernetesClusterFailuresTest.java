package io.questdb.migration.adapter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ScriptedApiServer.Request;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.Claimant;
import io.questdb.migration.facts.DryRun;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.ports.PortException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the adapter makes of each answer, and what it sends. */
class KubernetesClusterFailuresTest {
  private static final String PATCH = "[{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":0}]";

  private static final String INVALID_FIELD =
      "\"details\":{\"causes\":[{\"reason\":\"FieldValueInvalid\",\"field\":\"spec.template\"}]},";

  private final ScriptedApiServer server = new ScriptedApiServer();
  private final KubernetesClient client = server.client();
  private final KubernetesCluster cluster = new KubernetesCluster(client);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void onlyNotFoundIsEmpty() {
    server.answers(404, status(404, "NotFound", "", "no such thing"));

    assertThat(cluster.statefulSet("trading", "questdb")).isEmpty();
    assertThat(cluster.pod("trading", "questdb-0")).isEmpty();
    assertThat(cluster.claim("trading", "data-questdb-0")).isEmpty();
    assertThat(cluster.volume("pv-1")).isEmpty();
    assertThat(cluster.snapshot("trading", "before")).isEmpty();
    assertThat(cluster.secret("trading", "login")).isEmpty();
    assertThat(cluster.runRecord("trading", "record")).isEmpty();
    assertThat(cluster.log("trading", "seal", "seal")).isEmpty();
    assertThat(cluster.snapshotClasses()).isEmpty();
    assertThat(cluster.temporaries("trading", "run-1")).isEmpty();
    assertThat(cluster.claimant("trading", "run-1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, Unavailable",
    "403, Rejected",
    "408, Unavailable",
    "409, Conflict",
    "429, Unavailable",
    "500, Unavailable",
    "503, Unavailable",
  })
  void aFailedReadIsNeverEmpty(int code, String kind) {
    server.answers(code, status(code, "Some", "", "as scripted"));

    List<Consumer<KubernetesCluster>> reads =
        List.of(
            c -> c.statefulSet("trading", "questdb"),
            c -> c.podsOnClaim("trading", "data"),
            KubernetesCluster::snapshotClasses,
            c -> c.certificate("trading", "tls"),
            c -> c.log("trading", "seal", "seal"));

    for (Consumer<KubernetesCluster> read : reads) {
      assertThat(catchThrowable(() -> read.accept(cluster)).getClass().getSimpleName())
          .isEqualTo(kind);
    }
  }

  @Test
  void anAnswerThatIsNoJsonIsNoAnswer() {
    server.answers(200, "<html>the proxy's welcome page</html>");

    assertThatThrownBy(() -> cluster.statefulSet("trading", "questdb"))
        .isInstanceOf(PortException.Unavailable.class);
  }

  @Test
  void aServerThatIsGoneIsUnavailable() {
    server.close();

    assertThatThrownBy(() -> cluster.statefulSet("trading", "questdb"))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageStartingWith(
            "Could not read StatefulSet trading/questdb: no answer from the API server");
  }

  @Test
  void aRequestIsRepeatedTwiceAndNoMore() {
    server.answers(503, "");

    assertThatThrownBy(() -> cluster.statefulSet("trading", "questdb"))
        .isInstanceOf(PortException.Unavailable.class);
    assertThat(server.requests()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "400, Rejected",
    "403, Rejected",
    "404, Conflict",
    "409, Conflict",
    "422, Conflict",
    "500, Unavailable",
  })
  void aPatchThatDidNotApplyMeansLookAgain(int code, String kind) {
    server.answers(code, status(code, "Invalid", "", "the server rejected our request"));

    assertThat(patchFailure().getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void aPatchThatMakesAnInvalidObjectIsRejected() {
    server.answers(422, status(422, "Invalid", INVALID_FIELD, "StatefulSet is invalid"));

    assertThat(patchFailure()).isInstanceOf(PortException.Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 422})
  void aDryRunSaysWhyTheServerRefuses(int code) {
    server.answers(code, status(code, "Forbidden", "", "violates PodSecurity"));

    DryRun answer = cluster.dryRunCreate(pod());

    assertThat(answer.accepted()).isFalse();
    assertThat(answer.message()).contains("violates PodSecurity");
    assertThat(cluster.dryRunPatch("trading", "questdb", PATCH).accepted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429, 500, 504})
  void aDryRunWithoutAnAnswerIsUnavailable(int code) {
    server.answers(code, status(code, "InternalError", "", "failed calling webhook"));

    assertThatThrownBy(() -> cluster.dryRunCreate(pod()))
        .isInstanceOf(PortException.Unavailable.class);
  }

  @Test
  void aRefusedSecretIsNeverQuoted() {
    server.answers(404, status(404, "NotFound", "", "no such thing"));
    Map<String, String> values = Map.of("token", "qt1-very-secret");

    Throwable failure =
        catchThrowable(() -> cluster.writeSecret("trading", "token", "run-1", values));

    assertThat(failure).isInstanceOf(PortException.Rejected.class).hasNoCause();
    assertThat(failure.getMessage())
        .isEqualTo("Could not create Secret trading/token: the API server answered 404 NotFound");
  }

  @Test
  void everyWriteNamesItsManager() {
    server.answers(200, "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{}}");

    cluster.create(pod());
    cluster.dryRunCreate(pod());
    cluster.patchStatefulSet("trading", "questdb", PATCH);

    assertThat(server.requests())
        .allSatisfy(
            request -> {
              assertThat(request.uri()).contains("fieldManager=questdb-migration-operator");
              assertThat(request.userAgent()).isEqualTo("questdb-migration-operator/1.2.3");
            })
        .extracting(Request::uri)
        .anyMatch(uri -> uri.contains("dryRun=All"));
  }

  @Test
  void aPatchIsSentWithoutReadingFirst() {
    cluster.patchStatefulSet("trading", "questdb", PATCH);

    assertThat(server.requests()).extracting(Request::method).containsExactly("PATCH");
  }

  @Test
  void aDeletionNamesTheUidAndNoGracePeriod() {
    cluster.deletePod("trading", "questdb-0", "uid-1");

    assertThat(server.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isEqualTo("DELETE");
              assertThat(request.uri()).startsWith("/api/v1/namespaces/trading/pods/questdb-0");
              assertThat(request.body())
                  .contains("\"preconditions\":{\"uid\":\"uid-1\"}")
                  .doesNotContain("gracePeriodSeconds");
            });
  }

  @Test
  void aSnapshotIsDeletedInItsOwnGroup() {
    cluster.delete("trading", new OwnedObject("VolumeSnapshot", "trial", "uid-1"));

    assertThat(server.requests().get(0).uri())
        .isEqualTo("/apis/snapshot.storage.k8s.io/v1/namespaces/trading/volumesnapshots/trial");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409})
  void whatIsGoneNeedsNoDeletion(int code) {
    server.answers(code, status(code, "Gone", "", "as scripted"));

    cluster.deletePod("trading", "questdb-0", "uid-1");

    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aLogIsReadAsItIsAndBounded() {
    server.answers(200, "not json\n");

    assertThat(cluster.log("trading", "seal", "seal")).contains("not json\n");
    assertThat(server.requests())
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.uri())
                    .isEqualTo(
                        "/api/v1/namespaces/trading/pods/seal/log"
                            + "?container=seal&limitBytes=16777216"));
  }

  @Test
  void anObjectOfANewerServerIsRead() {
    server.answers(
        200,
        "{\"kind\":\"StatefulSet\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"questdb\"},"
            + "\"spec\":{\"replicas\":1,\"newField\":{\"a\":1},"
            + "\"updateStrategy\":{\"type\":\"Recreate\"}}}");

    assertThat(cluster.statefulSet("trading", "questdb"))
        .get()
        .satisfies(set -> assertThat(set.getSpec().getReplicas()).isEqualTo(1));
  }

  @Test
  void theMigrationOfAClaimIsFoundByItsUid() {
    server.answers(
        200,
        "{\"kind\":\"QuestDBMigrationList\",\"apiVersion\":\"migration.questdb.io/v1alpha1\",\"items\":["
            + migration("first", "uid-1", "Failed")
            + ","
            + migration("second", "uid-2", "Running")
            + "]}");

    assertThat(cluster.claimant("trading", "uid-1")).contains(new Claimant("first", true));
    assertThat(cluster.claimant("trading", "uid-2")).contains(new Claimant("second", false));
    assertThat(cluster.claimant("trading", "uid-3")).isEmpty();
  }

  private static String migration(String name, String uid, String state) {
    return """
        {"kind": "QuestDBMigration", "apiVersion": "migration.questdb.io/v1alpha1",
         "metadata": {"namespace": "trading", "name": "%s", "uid": "%s"},
         "status": {"steps": [{"name": "Inspect", "state": "Complete"},
                              {"name": "VerifySeal", "state": "%s"}]}}"""
        .formatted(name, uid, state);
  }

  private Throwable patchFailure() {
    return catchThrowable(() -> cluster.patchStatefulSet("trading", "questdb", PATCH));
  }

  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("trading")
        .withName("inspect")
        .withLabels(Labels.temporary("run-1"))
        .endMetadata()
        .build();
  }

  private static String status(int code, String reason, String details, String message) {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",%s\"code\":%d,\"reason\":\"%s\",\"message\":\"%s\"}"
        .formatted(details, code, reason, message);
  }
}
