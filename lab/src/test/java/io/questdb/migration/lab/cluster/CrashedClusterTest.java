package io.questdb.migration.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose lab was killed, and some of its processes with it. */
@Tag("cluster")
class CrashedClusterTest {
  @TempDir Path directory;

  @Test
  void itIsBroughtUpAnewAndNothingOfItIsLeftAtTheEnd() throws Exception {
    assumeThat(ClusterKind.chosen()).isEqualTo(ClusterKind.CONTROL_PLANE);
    ClusterScript crashed = new ClusterScript(directory, Map.of());
    ClusterOrSkip.start(() -> up(crashed));
    try (KubernetesClient client = client()) {
      Namespace mine =
          new NamespaceBuilder().withNewMetadata().withName("mine").endMetadata().build();
      client.resource(mine).create();
    }
    List<ProcessHandle> survivors = List.of(process("kube-apiserver"), process("kube-scheduler"));
    kill("etcd");
    kill("kube-controller-manager");

    List<ProcessHandle> anew;
    try (ClusterScript next = up(new ClusterScript(directory, Map.of()));
        KubernetesClient client = client()) {
      assertThat(client.namespaces().withName("default").get()).isNotNull();
      assertThat(client.namespaces().withName("mine").get()).isNull();
      assertThat(survivors).noneMatch(CrashedClusterTest::runs);
      anew = processes();
      assertThat(anew).hasSize(4).allMatch(CrashedClusterTest::runs);
      assertThat(anew)
          .as("a session of its own can wait for minutes on a busy machine")
          .allMatch(process -> session(process).equals(session(ProcessHandle.current())));
    }
    assertThat(anew).noneMatch(CrashedClusterTest::runs);
  }

  private static ClusterScript up(ClusterScript script) {
    try {
      script.up("control");
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private KubernetesClient client() {
    return ApiCluster.client(directory.resolve("kubeconfig"));
  }

  private void kill(String name) throws IOException {
    ProcessHandle process = process(name);
    process.destroyForcibly();
    await().until(() -> !runs(process));
  }

  private List<ProcessHandle> processes() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("pid"))) {
      return files.map(file -> process(file.getFileName().toString())).toList();
    }
  }

  /** By its file, which holds its number and its start time. */
  private ProcessHandle process(String name) {
    try {
      String number = Files.readString(directory.resolve("pid").resolve(name)).split(" ", 2)[0];
      return ProcessHandle.of(Long.parseLong(number)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it is there and no zombie, which PID 1 may reap late. */
  private static boolean runs(ProcessHandle process) {
    return stat(process).filter(fields -> !fields[0].equals("Z")).isPresent();
  }

  private static String session(ProcessHandle process) {
    return stat(process).orElseThrow()[3];
  }

  /**
   * What follows its name in its stat file: state, parent, group, session; empty once it is gone.
   */
  private static Optional<String[]> stat(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
