package io.questdb.migration.lab.scenario;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.apiserver.Access;
import io.questdb.migration.lab.chart.OperatorChart;
import io.questdb.migration.lab.cluster.OperatorAccount;
import io.questdb.migration.lab.stage.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The operator as its chart installs it, in place of the stage's own: with the account, the rights
 * and the settings of a release. It talks to the API server without a gateway, which therefore
 * knows its requests from the audit log.
 */
final class Installation implements AutoCloseable {
  private static final String NAME = "questdb-migration-operator";

  private final Stage stage;
  private final String namespace;
  private final List<HasMetadata> objects = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Path kubeconfig;
  private final Instant started;

  private Installation(Stage stage, String namespace, Map<String, ?> values) throws IOException {
    this.stage = stage;
    this.namespace = namespace;
    Map<String, Object> all = new HashMap<>(values);
    all.putAll(OperatorChart.labImage());
    KubernetesClient client = stage.cluster().client();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .createOr(existing -> existing.update());
    String chart = OperatorChart.render(namespace, all);
    for (HasMetadata object :
        client.load(new ByteArrayInputStream(chart.getBytes(StandardCharsets.UTF_8))).items()) {
      if (object instanceof Deployment deployment) {
        settings(deployment);
      } else {
        objects.add(client.resource(object).create());
      }
    }
    String url = client.getMasterUrl().toString();
    kubeconfig = Files.createTempFile("operator", ".kubeconfig");
    Files.writeString(
        kubeconfig, OperatorAccount.kubeconfig(client, namespace, NAME, url, objects));
    environment.put("KUBECONFIG", kubeconfig.toString());
    started = Instant.now();
    stage.startOperator(environment);
  }

  /** Installs and starts it in a namespace of its own, so that it shares no role with another. */
  static Installation start(Stage stage, Map<String, ?> values) throws IOException {
    String namespace = "operator-" + UUID.randomUUID().toString().substring(0, 8);
    return new Installation(stage, namespace, values);
  }

  /** The same in a namespace that no other installation was in. */
  static Installation startIn(Stage stage, String namespace, Map<String, ?> values)
      throws IOException {
    return new Installation(stage, namespace, values);
  }

  /** What it has asked since its start, refused requests included. */
  List<Access> requests() {
    return requestsSince(started);
  }

  /** The same since then. */
  List<Access> requestsSince(Instant since) {
    String account = "system:serviceaccount:" + namespace + ":" + NAME;
    return stage.cluster().audit().orElseThrow().requests().stream()
        .filter(access -> access.caller().equals(account) && !access.time().isBefore(since))
        .toList();
  }

  /** Takes it away and lets the stage's own operator work again. */
  @Override
  public void close() throws IOException {
    try {
      stage.stopOperator();
    } finally {
      stage.startOperator();
      stage.cluster().client().resourceList(objects).delete();
      stage.cluster().client().namespaces().withName(namespace).delete();
      Files.delete(kubeconfig);
    }
  }

  /** As a kubelet would give them, but for the port, which is any that is free. */
  private void settings(Deployment deployment) {
    deployment
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getEnv()
        .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
    environment.put("POD_NAMESPACE", namespace);
    environment.put("POD_NAME", NAME + "-0");
    environment.put("LISTEN_ADDRESS", "127.0.0.1:0");
  }
}
