package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import io.questdb.migration.lab.cluster.ControlPlane;
import io.questdb.migration.ports.ClusterContract;
import io.questdb.migration.ports.ClusterSecretsContract;
import io.questdb.migration.ports.ClusterVolumesContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same claims on a real control plane, those of the operator's port included. */
@Tag("cluster")
@ExtendWith(RealControlPlane.class)
final class KubeApiServerTest {
  private static KubernetesClient client;
  private static KubernetesClient operator;

  @BeforeAll
  static void begin(ControlPlane controlPlane) {
    client = controlPlane.client();
    Config config = Config.fromKubeconfig(controlPlane.kubeconfig().toFile());
    operator = ClientFactory.create(config, "test");
  }

  @AfterAll
  static void end() {
    client.close();
    operator.close();
  }

  @Nested
  final class Read extends ReadContract {
    Read() {
      super(KubeApiServerTest.client);
    }
  }

  @Nested
  final class Write extends WriteContract {
    Write() {
      super(KubeApiServerTest.client);
    }
  }

  @Nested
  final class Patch extends PatchContract {
    Patch() {
      super(KubeApiServerTest.client);
    }
  }

  @Nested
  final class Deletion extends DeletionContract {
    Deletion() {
      super(KubeApiServerTest.client);
    }
  }

  @Nested
  final class Kind extends KindContract {
    Kind() {
      super(KubeApiServerTest.client);
    }
  }

  @Nested
  final class Watch extends WatchContract {
    Watch() {
      super(KubeApiServerTest.client);
    }
  }

  @Nested
  final class Objects extends ClusterContract {
    @Override
    protected KubernetesClient client() {
      return operator;
    }
  }

  @Nested
  final class Secrets extends ClusterSecretsContract {
    @Override
    protected KubernetesClient client() {
      return operator;
    }
  }

  @Nested
  final class Volumes extends ClusterVolumesContract {
    @Override
    protected KubernetesClient client() {
      return operator;
    }
  }
}
