package io.questdb.migration.lab.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import io.questdb.migration.process.Config;
import io.questdb.migration.process.Leader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderTest {
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final EmbeddedApiServer server = EmbeddedApiServer.start();
  private final KubernetesClient client = ClientFactory.create(server.config("operator"), "test");
  private final List<Candidate> candidates = new ArrayList<>();

  @AfterEach
  void close() {
    candidates.forEach(candidate -> candidate.leader.close());
    client.close();
    server.close();
  }

  @Test
  void oneLeadsAndTheOtherFollowsSoonAfterItsEnd() {
    Candidate first = candidate("first");
    await().until(() -> first.started.get() == 1);
    Candidate second = candidate("second");
    await().during(Duration.ofSeconds(1)).until(() -> second.started.get() == 0);
    assertThat(first.leader.isLeading()).isTrue();
    assertThat(second.leader.isLeading()).isFalse();

    first.leader.close();

    // A released Lease is good for one second more.
    await().atMost(LEASE.minusMillis(500)).until(() -> second.started.get() == 1);
    assertThat(first.leader.isLeading()).isFalse();
    assertThat(first.lost).hasValue(0);
    assertThat(holder()).isEqualTo("second");
  }

  @Test
  void aLeaderThatTheServerNoLongerHearsStopsBeforeItsLeaseEnds() {
    Candidate leader = candidate("first");
    await().until(() -> leader.started.get() == 1);

    server.stopServing();

    await().atMost(LEASE).until(() -> leader.lost.get() == 1);
    assertThat(leader.leader.isLeading()).isFalse();
  }

  @Test
  void aLeaderWhoseRenewalHangsStopsBeforeItsLeaseEnds() {
    Candidate leader = candidate("first");
    await().until(() -> leader.started.get() == 1);

    server
        .faults()
        .add(new Fault("patch", "leases", "*", 9, new Fault.Delay(Duration.ofSeconds(60))));

    await().atMost(LEASE).until(() -> leader.lost.get() == 1);
    assertThat(leader.leader.isLeading()).isFalse();
  }

  @Test
  void aLeaderWhoseLeaseWasTakenStops() {
    Candidate leader = candidate("first");
    await().until(() -> leader.started.get() == 1);

    client
        .resources(Lease.class)
        .inNamespace("default")
        .withName("operator")
        .edit(
            lease -> {
              lease.getSpec().setHolderIdentity("thief");
              return lease;
            });

    await().atMost(LEASE).until(() -> leader.lost.get() == 1);
  }

  @Test
  void aSlowStartDoesNotStopTheRenewal() {
    CountDownLatch slow = new CountDownLatch(1);
    Candidate leader =
        candidate(
            "first",
            () -> {
              try {
                slow.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    await().until(leader.leader::isLeading);
    await()
        .during(LEASE.plusSeconds(1))
        .atMost(LEASE.plusSeconds(2))
        .until(leader.leader::isLeading);
    slow.countDown();
    await().until(() -> leader.started.get() == 1);
    assertThat(leader.lost).hasValue(0);
  }

  private Candidate candidate(String identity) {
    return candidate(identity, () -> {});
  }

  private Candidate candidate(String identity, Runnable start) {
    Candidate candidate = new Candidate(identity, start);
    candidates.add(candidate);
    candidate.leader.start();
    return candidate;
  }

  private String holder() {
    return client
        .resources(Lease.class)
        .inNamespace("default")
        .withName("operator")
        .get()
        .getSpec()
        .getHolderIdentity();
  }

  private final class Candidate {
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final Leader leader;

    private Candidate(String identity, Runnable start) {
      leader =
          new Leader(
              client,
              new Config.Lease("default", "operator", identity, LEASE),
              () -> {
                start.run();
                started.incrementAndGet();
              },
              lost::incrementAndGet);
    }
  }
}
