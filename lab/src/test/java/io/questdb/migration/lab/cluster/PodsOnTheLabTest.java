package io.questdb.migration.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.questdb.migration.lab.node.Image;
import io.questdb.migration.lab.node.Images;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kubelet, volume and Service rules, shown on small programs. */
class PodsOnTheLabTest {
  private EmbeddedCluster cluster;
  private KubernetesClient client;
  private Seen seen;

  @BeforeEach
  void start() {
    cluster = EmbeddedCluster.start();
    cluster.images().add(Image.program("busybox", List.of("sh")));
    client = cluster.client();
    seen = Seen.in(cluster);
    cluster.apply(Manifests.claim("data", ""));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aTerminationMessageAndAnExitCodeAreReported() {
    // When
    cluster.apply(
        Manifests.script(
            "small", "data", "echo -n facts > /dev/termination-log; echo said; exit 3"));
    // Then
    assertThat(seen.messageOf("small")).isEqualTo("facts");
    Pod pod = seen.podInPhase("small", "Failed");
    var status = pod.getStatus().getContainerStatuses().get(0);
    assertThat(status.getState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status.getImageID()).startsWith("busybox@sha256:");
    assertThat(client.pods().inNamespace("default").withName("small").getLog()).isEqualTo("said\n");
  }

  @Test
  void anUnknownImageOrOneWithoutItsPullSecretCannotBePulled() {
    // Given
    cluster
        .images()
        .add(Image.program("private.io/sh", List.of("sh")).inPrivateRegistry("private.io"));
    // When
    cluster.apply(Manifests.script("unknown", "data", "true").replace("busybox", "nobody/nothing"));
    cluster.apply(Manifests.script("secret", "data", "true").replace("busybox", "private.io/sh"));
    // Then
    seen.podWithReason("unknown", "ErrImagePull");
    seen.podWithReason("secret", "ErrImagePull");
    seen.podWithReason("unknown", "ImagePullBackOff");
    // When
    cluster.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: pull}
        type: kubernetes.io/dockerconfigjson
        stringData: {.dockerconfigjson: '{"auths": {"private.io": {"auth": "YTpi"}}}'}
        """);
    cluster.apply(
        Manifests.script("login", "data", "true")
            .replace("busybox", "private.io/sh")
            .replace("spec:\n", "spec:\n  imagePullSecrets: [{name: pull}]\n"));
    // Then
    seen.podInPhase("login", "Succeeded");
  }

  @Test
  void initContainersRunInOrderBeforeTheOthers() {
    // When
    cluster.apply(
        Manifests.script("pod", "data", "cat /data/order > /dev/termination-log")
            .replace(
                "spec:\n",
                """
                spec:
                  initContainers:
                  - name: one
                    image: busybox
                    command: [sh, -c, "sleep 0.2; echo one >> /data/order"]
                    volumeMounts: [{name: data, mountPath: /data}]
                  - name: two
                    image: busybox
                    command: [sh, -c, "echo $NAME-$(NAME) >> /data/order"]
                    env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                    volumeMounts: [{name: data, mountPath: /data}]
                """));
    // Then
    assertThat(seen.messageOf("pod")).isEqualTo("one\npod-pod\n");
  }

  @Test
  void aRotatedSecretReachesAWholeDirectoryButNotASubPath() throws Exception {
    // Given
    String secret =
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: tls}
        stringData: {tls.crt: VALUE}
        """;
    cluster.apply(secret.replace("VALUE", "old"));
    cluster.apply(
        Manifests.script(
                "reader",
                "data",
                "while sleep 0.05; do cat /tls/tls.crt /one/tls.crt > /data/x; mv /data/x /data/seen; done")
            .replace(
                "volumeMounts: [",
                "volumeMounts: [{name: tls, mountPath: /tls},"
                    + " {name: tls, mountPath: /one/tls.crt, subPath: tls.crt}, ")
            .replace("volumes:\n", "volumes:\n  - {name: tls, secret: {secretName: tls}}\n"));
    seen.podInPhase("reader", "Running");
    Path found = cluster.volume("default", "data").resolve("seen");
    await().until(() -> Files.exists(found) && Files.readString(found).equals("oldold"));
    // When
    cluster.apply(secret.replace("VALUE", "new"));
    // Then
    await().atMost(Duration.ofSeconds(2)).until(() -> Files.readString(found).equals("newold"));
  }

  @Test
  void aServiceRefusesWhileItsPodIsNotReady() throws Exception {
    // Given
    cluster.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: 9000}]}
        """);
    cluster.apply(
        Manifests.script("web", "data", "sleep 60")
            .replace("metadata: {name: web}", "metadata: {name: web, labels: {app: web}}")
            .replace(
                "image: busybox",
                "image: busybox\n    readinessProbe: {exec: {command: [cat, /data/ready]}, periodSeconds: 1, failureThreshold: 1}"));
    seen.podInPhase("web", "Running");
    seen.when(Service.class, "web", service -> service.getSpec().getClusterIP() != null);
    var address = cluster.serviceAddress("default", "web", 80);
    // Then
    assertThat(accepts(address.getHostString(), 80)).isFalse();
    // When
    Path flag = cluster.volume("default", "data").resolve("ready");
    Files.createFile(flag);
    // Then
    await().atMost(Duration.ofSeconds(5)).until(() -> accepts(address.getHostString(), 80));
    // When
    Files.delete(flag);
    // Then
    await().atMost(Duration.ofSeconds(5)).until(() -> !accepts(address.getHostString(), 80));
  }

  @Test
  void aLivenessProbeThatFailsRestartsTheContainer() {
    // When
    cluster.apply(
        Manifests.script("alive", "data", "exec sleep 60")
            .replace("restartPolicy: Never", "restartPolicy: Always")
            .replace(
                "image: busybox",
                "image: busybox\n    livenessProbe: {tcpSocket: {port: 1}, periodSeconds: 1, failureThreshold: 1}"));
    // Then
    seen.when(
        Pod.class,
        "alive",
        pod ->
            pod.getStatus().getContainerStatuses().stream()
                .anyMatch(status -> status.getRestartCount() > 0));
  }

  @Test
  void aPodThatIgnoresSigtermIsKilledAfterItsGracePeriod() {
    // Given
    cluster.apply(
        Manifests.script("deaf", "data", "trap : TERM; while true; do sleep 0.1; done")
            .replace("spec:\n", "spec:\n  terminationGracePeriodSeconds: 1\n"));
    seen.podInPhase("deaf", "Running");
    long begin = System.nanoTime();
    // When
    client.pods().inNamespace("default").withName("deaf").delete();
    // Then
    seen.gone(Pod.class, "deaf");
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
  }

  @Test
  void aClaimInUseOutlivesItsDeletionUntilThePodIsGone() {
    // Given
    cluster.apply(Manifests.script("user", "data", "sleep 60"));
    seen.podInPhase("user", "Running");
    // When
    client.persistentVolumeClaims().inNamespace("default").withName("data").delete();
    // Then
    seen.when(
        PersistentVolumeClaim.class,
        "data",
        claim -> claim.getMetadata().getDeletionTimestamp() != null);
    // When
    client.pods().inNamespace("default").withName("user").withGracePeriod(0).delete();
    // Then
    seen.gone(PersistentVolumeClaim.class, "data");
  }

  @Test
  void aRetainedVolumeIsGivenToAClaimThatNamesIt() throws Exception {
    // Given
    PersistentVolumeClaim claim =
        seen.when(
            PersistentVolumeClaim.class, "data", c -> "Bound".equals(c.getStatus().getPhase()));
    String volume = claim.getSpec().getVolumeName();
    Files.writeString(cluster.volume("default", "data").resolve("kept"), "yes");
    editVolume(volume, pv -> pv.getSpec().setPersistentVolumeReclaimPolicy("Retain"));
    // When
    client.persistentVolumeClaims().inNamespace("default").withName("data").delete();
    await().until(() -> phase(volume).equals("Released"));
    editVolume(volume, pv -> pv.getSpec().setClaimRef(null));
    await().until(() -> phase(volume).equals("Available"));
    cluster.apply(Manifests.claim("again", "") + "  volumeName: " + volume + "\n");
    // Then
    seen.when(PersistentVolumeClaim.class, "again", c -> "Bound".equals(c.getStatus().getPhase()));
    assertThat(cluster.volume("default", "again").resolve("kept")).hasContent("yes");
  }

  @Test
  void aFailedCutShowsAnErrorAndSucceedsLater() {
    // Given
    seen.when(PersistentVolumeClaim.class, "data", c -> "Bound".equals(c.getStatus().getPhase()));
    cluster.storage().failCut(1);
    // When
    cluster.apply(Manifests.snapshot("flaky", "data"));
    // Then
    seen.when(
        VolumeSnapshot.class,
        "flaky",
        s -> s.getStatus() != null && s.getStatus().getError() != null);
    VolumeSnapshot ready =
        seen.when(
            VolumeSnapshot.class, "flaky", s -> Boolean.TRUE.equals(s.getStatus().getReadyToUse()));
    assertThat(ready.getStatus().getError()).isNull();
    // When
    client.resource(ready).delete();
    // Then
    seen.gone(VolumeSnapshot.class, "flaky");
  }

  @Test
  void aLateCutComesAfterTheErrorThatLooksLikeATimeout() {
    // Given
    cluster.apply(Manifests.script("early", "data", "echo early > /data/file"));
    seen.podInPhase("early", "Succeeded");
    cluster.storage().cutAfterTimeout(Duration.ofMillis(700));
    // When
    cluster.apply(Manifests.snapshot("late", "data"));
    VolumeSnapshot failed =
        seen.when(
            VolumeSnapshot.class,
            "late",
            s -> s.getStatus() != null && s.getStatus().getError() != null);
    cluster.apply(Manifests.script("later", "data", "echo later > /data/file"));
    seen.podInPhase("later", "Succeeded");
    // Then
    assertThat(failed.getStatus().getCreationTime()).isNull();
    seen.when(
        VolumeSnapshot.class, "late", s -> Boolean.TRUE.equals(s.getStatus().getReadyToUse()));
    cluster.apply(Manifests.claim("copy", "late"));
    cluster.apply(Manifests.script("look", "copy", "cat /data/file > /dev/termination-log"));
    assertThat(seen.messageOf("look")).isEqualTo("later\n");
  }

  @Test
  void aClaimThatWaitsForItsFirstConsumerIsBoundWithTheFirstPod() {
    // Given
    cluster.apply(
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: waits}
        provisioner: csi.lab.questdb.io
        volumeBindingMode: WaitForFirstConsumer
        """);
    cluster.apply(Manifests.claim("waiting", "") + "  storageClassName: waits\n");
    seen.when(PersistentVolumeClaim.class, "data", c -> "Bound".equals(c.getStatus().getPhase()));
    seen.when(
        PersistentVolumeClaim.class, "waiting", c -> "Pending".equals(c.getStatus().getPhase()));
    // When
    cluster.apply(Manifests.script("first", "waiting", "true"));
    // Then
    seen.podInPhase("first", "Succeeded");
  }

  @Test
  void aNodeThatLostContactSaysNothingOfAPodThatHasEnded() {
    // Given
    String script =
        "trap \"touch /data/ended; exit\" TERM; touch /data/begun; while true; do sleep 0.1; done";
    cluster.apply(Manifests.script("held", "data", script));
    seen.podInPhase("held", "Running");
    Path data = cluster.volume("default", "data");
    await().until(() -> Files.exists(data.resolve("begun")));
    cluster.holdTermination("default", "held", Duration.ofMinutes(1));
    // When
    client.pods().inNamespace("default").withName("held").delete();
    // Then
    await().until(() -> Files.exists(data.resolve("ended")));
    assertThat(client.pods().inNamespace("default").withName("held").get().getStatus().getPhase())
        .isEqualTo("Running");
    cluster.holdTermination("default", "held", Duration.ZERO);
    seen.gone(Pod.class, "held");
  }

  @Test
  void anOperatorRunsOutsideThePodsWithItsKubeconfig() throws Exception {
    // Given
    String script = "echo $KUBECONFIG $GREETING $0; exec sleep 60";
    cluster.images().add(Image.program(Images.OPERATOR, List.of("sh", "-c", script)));
    // When
    try (OperatorProcess operator =
        cluster.startOperator(List.of("argument"), Map.of("GREETING", "hello"))) {
      // Then
      await()
          .until(
              () ->
                  Files.readString(operator.log())
                      .equals(cluster.kubeconfig() + " hello argument\n"));
      assertThat(cluster.kubeconfig()).content().contains(cluster.api().url());
    }
  }

  private void editVolume(String name, java.util.function.Consumer<PersistentVolume> change) {
    client
        .persistentVolumes()
        .withName(name)
        .edit(
            volume -> {
              change.accept(volume);
              return volume;
            });
  }

  private String phase(String volume) {
    return client.persistentVolumes().withName(volume).get().getStatus().getPhase();
  }

  private static boolean accepts(String host, int port) throws Exception {
    try (Socket socket = new Socket(host, port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }
}
