package io.questdb.migration.process;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import io.questdb.migration.adapter.kubernetes.KubernetesCluster;
import io.questdb.migration.adapter.kubernetes.KubernetesEvents;
import io.questdb.migration.adapter.kubernetes.KubernetesMigrations;
import io.questdb.migration.adapter.kubernetes.RunWatches;
import io.questdb.migration.adapter.questdb.ListenerPorts;
import io.questdb.migration.adapter.questdb.WireDatabase;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.controller.ActionRunner;
import io.questdb.migration.controller.KnownMigrations;
import io.questdb.migration.controller.MigrationQueue;
import io.questdb.migration.controller.MigrationReconciler;
import io.questdb.migration.controller.Observer;
import io.questdb.migration.ports.Cluster;
import io.questdb.migration.ports.Database;
import io.questdb.migration.steps.MigrationSteps;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that the operator is made of, put together once. */
final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration UNHEALTHY_FOR = Duration.ofMinutes(2);

  /** Less than the 30 s that a pod has by default to end. */
  private static final Duration FINISH_PASSES = Duration.ofSeconds(20);

  /** Each may have a ledger of 20 KiB and more. */
  private static final long LISTED_AT_ONCE = 50;

  private static final int MOST_EVENTS_WAITING = 1000;
  private static final int MOST_RETRY_MILLIS = 30_000;
  private static final int PROBES_PER_RUN = 4;

  private final Config config;
  private final Metrics metrics = new Metrics();
  private final KubernetesClient client;
  private final ExecutorService probes;
  private final ExecutorService events =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_EVENTS_WAITING),
          Threads.daemons("events"));

  /**
   * By the namespace that each is for: informers of one queue share a store, and whenever one has
   * listed its namespace it would remove what the others had found.
   */
  private final Map<String, MigrationQueue> queues;

  private final Operator operator;
  private final MigrationReconciler reconciler;
  private final HealthServer health;
  private final Optional<Leader> leader;

  /**
   * @param api where the API server is
   * @param onLost called when another process may lead
   */
  OperatorProcess(
      Config config, io.fabric8.kubernetes.client.Config api, Clock clock, Runnable onLost) {
    this.config = config;
    client = ClientFactory.create(api, Config.version(), metrics);
    probes =
        Executors.newFixedThreadPool(
            config.concurrentRuns() * PROBES_PER_RUN, Threads.daemons("probe"));
    Cluster cluster = new KubernetesCluster(client);
    Database database = new WireDatabase(CONNECT_TIMEOUT, REQUEST_TIMEOUT, ListenerPorts.DEFAULT);
    queues = queues(config, metrics);
    reconciler =
        new MigrationReconciler(
            new MigrationSteps(new TemporaryPods(config.image(), config.imagePullSecrets()))
                .sections(),
            new KubernetesMigrations(client),
            new Observer(cluster, database, probes),
            new ActionRunner(cluster, database, clock),
            new RunWatches(client, this::trigger),
            new KubernetesEvents(
                client, events, config.lease().map(Config.Lease::identity).orElse("operator")),
            metrics,
            clock);
    queues.values().forEach(queue -> queue.serve(reconciler::pass));
    operator = operator();
    leader = config.lease().map(lease -> new Leader(client, lease, () -> lead(onLost), onLost));
    Liveness liveness = new Liveness(this::healthy, UNHEALTHY_FOR, clock);
    health = new HealthServer(config.listenAddress(), liveness, this::ready, metrics::text);
  }

  /** Works at once, or stands by until it leads. */
  void start() {
    leader.ifPresentOrElse(Leader::start, operator::start);
  }

  /** Finishes the passes that are under way, then lets another process lead. */
  @Override
  public void close() {
    reconciler.stop();
    if (operator.getRuntimeInfo().isStarted()) {
      operator.stop();
    }
    leader.ifPresent(Leader::close);
    probes.shutdown();
    events.shutdown();
    health.close();
    client.close();
  }

  private static Map<String, MigrationQueue> queues(Config config, Metrics metrics) {
    Set<String> namespaces =
        config.watchNamespaces().isEmpty()
            ? Set.of(Constants.WATCH_ALL_NAMESPACES)
            : config.watchNamespaces();
    return namespaces.stream()
        .collect(Collectors.toMap(Function.identity(), any -> new MigrationQueue(metrics)));
  }

  private void trigger(String namespace, String name) {
    queues
        .getOrDefault(namespace, queues.get(Constants.WATCH_ALL_NAMESPACES))
        .trigger(namespace, name);
  }

  private Operator operator() {
    Operator made =
        new Operator(
            settings ->
                settings
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withConcurrentReconciliationThreads(config.concurrentRuns())
                    .withReconciliationTerminationTimeout(FINISH_PASSES)
                    .withUseSSAToPatchPrimaryResource(false)
                    .checkingCRDAndValidateLocalModel(false));
    queues.forEach(
        (namespace, queue) -> made.register(queue, settings -> configure(settings, namespace)));
    return made;
  }

  private static void configure(
      ControllerConfigurationOverrider<QuestDBMigration> settings, String namespace) {
    settings
        .settingNamespace(namespace)
        .withName(Labels.FIELD_MANAGER + "/" + namespace)
        .withFieldManager(Labels.FIELD_MANAGER)
        .withGenerationAware(true)
        .withItemStore(new KnownMigrations())
        .withInformerListLimit(LISTED_AT_ONCE)
        // Also for a resource that is being deleted: the finalizer is ours and not the SDK's.
        .withTriggerReconcilerOnAllEvents(true)
        .withReconciliationMaxInterval(null)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(100)
                .setMaxInterval(MOST_RETRY_MILLIS)
                .withoutMaxAttempts());
  }

  private void lead(Runnable onFailure) {
    try {
      operator.start();
    } catch (RuntimeException e) {
      LOG.error("Could not start", e);
      onFailure.run();
    }
  }

  private boolean working() {
    return operator.getRuntimeInfo().isStarted();
  }

  private boolean healthy() {
    return !working() || operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  private boolean ready() {
    return leader.isPresent() || working();
  }
}
