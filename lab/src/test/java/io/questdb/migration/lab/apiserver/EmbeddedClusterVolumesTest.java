package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.ports.ClusterVolumesContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedClusterVolumesTest extends ClusterVolumesContract {
  @RegisterExtension static final EmbeddedServer SERVER = new EmbeddedServer();

  @Override
  protected KubernetesClient client() {
    return SERVER.client();
  }
}
