package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.ports.ClusterSecretsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedClusterSecretsTest extends ClusterSecretsContract {
  @RegisterExtension static final EmbeddedServer SERVER = new EmbeddedServer();

  @Override
  protected KubernetesClient client() {
    return SERVER.client();
  }
}
