package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The same claims on a real control plane: the one that {@code LAB_KUBECONFIG} leads to. */
@EnabledIfEnvironmentVariable(named = "LAB_KUBECONFIG", matches = ".+")
final class KubeApiServerTest extends ApiServerContract {
  private final KubernetesClient client =
      new KubernetesClientBuilder()
          .withConfig(Config.fromKubeconfig(new File(System.getenv("LAB_KUBECONFIG"))))
          .build();

  @Override
  KubernetesClient client() {
    return client;
  }

  @Override
  void end() {
    client.close();
  }
}
