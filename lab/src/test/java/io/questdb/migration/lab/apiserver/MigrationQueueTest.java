package io.questdb.migration.lab.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.javaoperatorsdk.operator.Operator;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.controller.MigrationQueue;
import io.questdb.migration.controller.Turn;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.process.Metrics;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queue comes back to every migration for as long as a pass asks for it. */
class MigrationQueueTest {
  @RegisterExtension static final EmbeddedServer API = new EmbeddedServer();

  private final Map<String, AtomicInteger> passes = new ConcurrentHashMap<>();
  private final MigrationQueue queue = new MigrationQueue(new Metrics());
  private final Operator operator =
      new Operator(
          settings ->
              settings
                  .withKubernetesClient(API.client())
                  .withCloseClientOnStop(false)
                  .checkingCRDAndValidateLocalModel(false));

  @BeforeAll
  static void define() {
    load(Repository.definition());
  }

  @BeforeEach
  void start() {
    queue.serve(this::pass);
    operator.register(queue, settings -> settings.withTriggerReconcilerOnAllEvents(true));
    operator.start();
  }

  @AfterEach
  void stop() {
    operator.stop();
  }

  @Test
  void aMigrationIsPassedAgainAfterTheDelay() {
    create("patient");
    await().until(() -> made("patient") > 3);
  }

  @Test
  void aMigrationMadeAnewWhileItsNamesakesDeletionIsProcessedIsNotForgotten() {
    // Given a pass over a migration that is gone
    create("trades");
    await().until(() -> made("trades") > 0);
    delete("trades");
    // When
    await().until(() -> made("trades, gone") == 1);
    // Then
    int before = made("trades");
    await().until(() -> made("trades") > before + 3);
  }

  /** Ends the pass over a deleted migration only when the queue knows the next of that name. */
  private Turn pass(String namespace, String name) {
    boolean gone = found(name) == null;
    count(gone ? name + ", gone" : name);
    if (gone) {
      create(name);
      create("later");
      await().until(() -> made("later") > 0);
      return Turn.OVER;
    }
    return Turn.after(Duration.ofMillis(20));
  }

  private int made(String name) {
    return passes.getOrDefault(name, new AtomicInteger()).get();
  }

  private void count(String name) {
    passes.computeIfAbsent(name, any -> new AtomicInteger()).incrementAndGet();
  }

  private QuestDBMigration found(String name) {
    return API.client()
        .resources(QuestDBMigration.class)
        .inNamespace("default")
        .withName(name)
        .get();
  }

  private void delete(String name) {
    API.client().resources(QuestDBMigration.class).inNamespace("default").withName(name).delete();
  }

  private void create(String name) {
    load(
        """
        apiVersion: migration.questdb.io/v1alpha1
        kind: QuestDBMigration
        metadata: {name: NAME, namespace: default}
        spec:
          workload: {statefulSetName: questdb}
          enterprise: {image: "registry.example.com/questdb-enterprise:1"}
          access: {mode: Open}
        """
            .replace("NAME", name));
  }

  private static void load(String manifest) {
    API.client().load(new ByteArrayInputStream(manifest.getBytes(UTF_8))).create();
  }
}
