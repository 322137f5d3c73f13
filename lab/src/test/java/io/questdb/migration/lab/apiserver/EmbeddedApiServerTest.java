package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

final class EmbeddedApiServerTest {
  private static final EmbeddedApiServer SERVER = EmbeddedApiServer.start();
  private static final KubernetesClient CLIENT =
      new KubernetesClientBuilder().withConfig(SERVER.config("contract")).build();

  @AfterAll
  static void end() {
    CLIENT.close();
    SERVER.close();
  }

  @Nested
  final class Read extends ReadContract {
    Read() {
      super(CLIENT);
    }
  }

  @Nested
  final class Write extends WriteContract {
    Write() {
      super(CLIENT);
    }
  }

  @Nested
  final class Patch extends PatchContract {
    Patch() {
      super(CLIENT);
    }
  }

  @Nested
  final class Deletion extends DeletionContract {
    Deletion() {
      super(CLIENT);
    }
  }

  @Nested
  final class Kind extends KindContract {
    Kind() {
      super(CLIENT);
    }
  }

  @Nested
  final class Watch extends WatchContract {
    Watch() {
      super(CLIENT);
    }
  }
}
