package io.questdb.migration.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedClusterTest {
  private static EmbeddedCluster cluster;

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aStatefulSetServesAndKeepsItsDataOverAStop() throws Exception {
    // Given
    long begin = System.nanoTime();
    cluster.apply(Manifests.database("trades", ""));
    Sql sql = Sql.awaiting(cluster, "trades");
    System.out.println("up after " + (System.nanoTime() - begin) / 1_000_000);
    sql.run("create table t (ts timestamp, v long) timestamp(ts) partition by day wal");
    sql.run("insert into t values (now(), 42)");
    // When
    begin = System.nanoTime();
    cluster.client().apps().statefulSets().inNamespace("default").withName("trades").scale(0);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> cluster.client().pods().inNamespace("default").withName("trades-0").get() == null);
    System.out.println("down after " + (System.nanoTime() - begin) / 1_000_000);
    assertThat(sql.refused()).isTrue();
    cluster.client().apps().statefulSets().inNamespace("default").withName("trades").scale(1);
    // Then
    Sql again = Sql.awaiting(cluster, "trades");
    assertThat(again.run("select v from t")).contains("[[42]]");
  }
}
