package io.questdb.migration.lab.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.questdb.migration.lab.cluster.ControlPlane;
import io.questdb.migration.lab.cluster.Terminal;
import io.questdb.migration.lab.cluster.Terminal.Ran;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How people bring the workload of the examples into a cluster, and keep it as they want it. */
enum Deployer {
  KUBECTL("kubectl-client-side-apply", false, Optional.empty()),
  KUBECTL_SERVER_SIDE("kubectl", true, Optional.empty()),
  HELM_3("helm", false, Optional.of(3)),
  HELM_4("helm", true, Optional.of(4));

  /** Without values of its own, an upgrade would take those of the release before. */
  private static final String UPGRADE = "upgrade --install --reset-values questdb ";

  private static final String CHART = "lab/src/test/resources/chart/questdb";
  private static final YAMLMapper YAML = new YAMLMapper();

  /** What it calls itself as a field manager. */
  final String manager;

  /** Whether it asks the server to merge, which tells of conflicts. */
  final boolean serverSide;

  /** Which Helm it is, if it is one. */
  private final Optional<Integer> helm;

  Deployer(String manager, boolean serverSide, Optional<Integer> helm) {
    this.manager = manager;
    this.serverSide = serverSide;
    this.helm = helm;
  }

  /**
   * Makes the cluster what its files say.
   *
   * @param handoff the part of the StatefulSet that a migration handed off, and that the files
   *     contain by now; empty before
   */
  Ran deploy(Terminal terminal, Path directory, String handoff) throws Exception {
    if (helm.isPresent()) {
      return terminal.helm(helm.get(), UPGRADE + CHART + chartValues(directory, handoff));
    }
    String how = serverSide ? "apply --server-side -f " : "apply -f ";
    return terminal.kubectl(how + manifests(directory, handoff));
  }

  /** Whether the program has been built. */
  boolean isThere(ControlPlane controlPlane) {
    return helm.isEmpty() || controlPlane.helm(helm.get()).isPresent();
  }

  /** The example into which somebody wrote the hand-off: what it adds, behind what is there. */
  private static Path manifests(Path directory, String handoff) {
    String example = Repository.example("workload.yaml");
    int set = example.lastIndexOf("---\n");
    try {
      Files.writeString(directory.resolve("services.yaml"), example.substring(0, set));
      ObjectNode written = (ObjectNode) YAML.readTree(example.substring(set));
      write(YAML.readTree(handoff), written);
      Files.writeString(directory.resolve("statefulset.yaml"), written.toString());
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonNode from, ObjectNode to) {
    from.properties()
        .forEach(
            field -> {
              String name = field.getKey();
              JsonNode value = field.getValue();
              if (name.equals("containers")) {
                write(value.get(0), (ObjectNode) to.at("/containers/0"));
              } else if (value.isObject()) {
                write(value, to.withObject("/" + name));
              } else if (value.isArray()) {
                to.withArray("/" + name).addAll((ArrayNode) value);
              } else {
                to.set(name, value);
              }
            });
  }

  /** The hand-off as values of the chart. */
  private static String chartValues(Path directory, String handoff) {
    if (handoff.isEmpty()) {
      return "";
    }
    try {
      JsonNode set = YAML.readTree(handoff);
      JsonNode pod = set.at("/spec/template/spec");
      JsonNode container = pod.at("/containers/0");
      ObjectNode values = YAML.createObjectNode();
      values.set("image", container.path("image"));
      values.set("annotations", set.at("/metadata/annotations"));
      values.set("podAnnotations", set.at("/spec/template/metadata/annotations"));
      values.set("imagePullSecrets", pod.path("imagePullSecrets"));
      values.set("extraEnv", container.path("env"));
      values.set("extraVolumes", pod.path("volumes"));
      values.set("extraVolumeMounts", container.path("volumeMounts"));
      return " -f " + Files.writeString(directory.resolve("values"), values.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
