package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The same claims on a real control plane: the one that {@code LAB_KUBECONFIG} leads to. */
@EnabledIfEnvironmentVariable(named = "LAB_KUBECONFIG", matches = ".+")
final class KubeApiServerTest {
  private static KubernetesClient client;

  @BeforeAll
  static void begin() {
    Config config = Config.fromKubeconfig(new File(System.getenv("LAB_KUBECONFIG")));
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterAll
  static void end() {
    client.close();
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
}
