package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the embedded server offers its lab beyond the API. */
final class LabControlsTest {
  private final EmbeddedApiServer server = EmbeddedApiServer.start();
  private final KubernetesClient client = client("operator", 0);

  private KubernetesClient client(String caller, int retries) {
    Config config = server.config(caller);
    config.setRequestRetryBackoffLimit(retries);
    config.setWatchReconnectInterval(50);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> maps() {
    return client.configMaps().inNamespace("default");
  }

  private ConfigMap map(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private List<String> verbs() {
    return server.accessLog().stream()
        .map(each -> each.verb() + " " + each.resource() + " " + each.name() + " " + each.status())
        .toList();
  }

  @AfterEach
  void end() {
    client.close();
    server.close();
  }

  @Test
  void theAccessLogSpeaksTheLanguageOfRoles() {
    // When
    maps().resource(map("x")).create();
    maps().withName("x").get();
    new RawApi(client)
        .patch("/api/v1/namespaces/default/configmaps/x?dryRun=All", MERGE_PATCH, "{}");
    client.configMaps().inAnyNamespace().list();
    maps().withName("x").delete();
    maps().delete();
    new RawApi(client).get("/apis/apps/v1/namespaces/default/statefulsets/none/scale");

    // Then
    assertThat(verbs())
        .containsExactly(
            "create configmaps  201",
            "get configmaps x 200",
            "patch configmaps x 200",
            "list configmaps  200",
            "delete configmaps x 200",
            "deletecollection configmaps  200",
            "get statefulsets none 404");
    assertThat(server.accessLog()).allMatch(each -> each.caller().equals("operator"));
    assertThat(server.accessLog())
        .extracting(Access::dryRun)
        .containsExactly(false, false, true, false, false, false, false);
    Access last = server.accessLog().get(6);
    assertThat(last.apiGroup()).isEqualTo("apps");
    assertThat(last.subresource()).isEqualTo("scale");
    assertThat(last.namespace()).isEqualTo("default");
  }

  @Test
  void aWatchIsLoggedOnce() {
    try (var informer = maps().inform()) {
      maps().resource(map("x")).create();
      await().until(() -> !informer.getStore().list().isEmpty());
      assertThat(verbs())
          .containsExactlyInAnyOrder(
              "list configmaps  200", "watch configmaps  200", "create configmaps  201");
    }
  }

  @Test
  void aFaultAnswersInsteadForItsNumberOfRequests() {
    server.faults().add(new Fault("create", "configmaps", "*", 2, new Fault.Answer(503)));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> maps().resource(map("x")).create())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(503));
    }
    maps().resource(map("x")).create();
    assertThat(server.faults().waiting()).isEmpty();
  }

  @Test
  void aFaultMeetsOnlyWhatItNames() {
    server.faults().add(new Fault("get", "configmaps", "y", 1, new Fault.Answer(500)));
    maps().resource(map("x")).create();
    assertThat(maps().withName("x").get()).isNotNull();
    assertThatThrownBy(() -> maps().withName("y").get())
        .isInstanceOf(KubernetesClientException.class);
  }

  @Test
  void aConnectionIsDroppedBeforeOrAfterTheEffect() {
    server.faults().add(new Fault("create", "*", "*", 1, new Fault.Drop()));
    assertThatThrownBy(() -> maps().resource(map("before")).create())
        .isInstanceOf(KubernetesClientException.class);
    server.faults().add(new Fault("create", "*", "*", 1, new Fault.DropAfter()));
    assertThatThrownBy(() -> maps().resource(map("after")).create())
        .isInstanceOf(KubernetesClientException.class);
    assertThat(maps().withName("before").get()).isNull();
    assertThat(maps().withName("after").get()).isNotNull();
    assertThat(verbs()).startsWith("create configmaps  0", "create configmaps  0");
  }

  @Test
  void aDelayedRequestIsServedLater() {
    server.faults().add(new Fault("get", "*", "*", 1, new Fault.Delay(Duration.ofMillis(200))));
    long start = System.nanoTime();
    assertThat(maps().withName("x").get()).isNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
  }

  @Test
  void anInformerOutlivesDisconnectionForgottenHistoryAndARestart() {
    try (SharedIndexInformer<ConfigMap> informer = maps().inform()) {
      server.disconnectWatches();
      create(informer, "disconnected");

      server.stopServing();
      assertThatThrownBy(() -> maps().list()).isInstanceOf(KubernetesClientException.class);
      server.resumeServing();
      create(informer, "restarted");

      server.disconnectWatches();
      server.forgetHistory();
      create(informer, "forgotten");
      assertThat(maps().list().getItems()).hasSize(3);
    }
  }

  private void create(SharedIndexInformer<ConfigMap> informer, String name) {
    maps().resource(map(name)).create();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> informer.getStore().getByKey("default/" + name) != null);
  }

  @Test
  void aWatchFromBeforeTheKeptHistoryIsTold() {
    String first = maps().resource(map("x")).create().getMetadata().getResourceVersion();
    RawApi api = new RawApi(client);
    String path = "/api/v1/namespaces/default/configmaps";
    IntStream.range(0, 2_001)
        .forEach(i -> api.patch(path + "/x", MERGE_PATCH, "{'data': {'i': '" + i + "'}}"));
    assertThat(api.watch(path + "?resourceVersion=" + first))
        .singleElement()
        .satisfies(event -> assertThat(event.at("/object/code").asInt()).isEqualTo(410));
  }

  @Test
  void aPodLogComesFromTheKubelet() {
    client
        .pods()
        .inNamespace("default")
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("db")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("main:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
    server.podLogs(
        (namespace, pod, container) ->
            Optional.of("one\ntwo\n").filter(log -> pod.equals("db") && container.equals("main")));
    var pod = client.pods().inNamespace("default").withName("db");
    assertThat(pod.getLog()).isEqualTo("one\ntwo\n");
    assertThat(pod.inContainer("main").tailingLines(1).getLog()).isEqualTo("two\n");
    assertThatThrownBy(() -> pod.inContainer("none").getLog())
        .isInstanceOf(KubernetesClientException.class);
  }

  @Test
  void aKubeconfigLeadsToTheServer() {
    Config config = Config.fromKubeconfig(server.kubeconfig("process"));
    try (KubernetesClient process = new KubernetesClientBuilder().withConfig(config).build()) {
      assertThat(process.namespaces().withName("default").get()).isNotNull();
    }
    assertThat(server.accessLog().get(0).caller()).isEqualTo("process");
  }
}
