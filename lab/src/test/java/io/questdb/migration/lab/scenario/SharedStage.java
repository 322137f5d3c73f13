package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.apiserver.Access;
import io.questdb.migration.lab.apiserver.AuditLog;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.cluster.ClusterOrSkip;
import io.questdb.migration.lab.cluster.UnsupportedByClusterException;
import io.questdb.migration.lab.stage.Stage;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/**
 * Gives every scenario the same stage with a running operator; it is closed after the last one that
 * this JVM plays. How each ended is written to one file.
 */
final class SharedStage
    implements ParameterResolver,
        BeforeAllCallback,
        BeforeEachCallback,
        TestExecutionExceptionHandler,
        TestWatcher,
        AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedStage.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stage.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return store(context).computeIfAbsent(Stage.class, type -> opened(), Stage.class);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(NAMESPACE).put(Instant.class, Instant.now());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    results(context).begin();
    OnlyOn only = context.getRequiredTestClass().getAnnotation(OnlyOn.class);
    if (only != null && only.cluster() != ClusterKind.chosen()) {
      throw new TestAbortedException(only.reason());
    }
  }

  /** What the cluster does not offer cannot be tested there. */
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable cause)
      throws Throwable {
    throw cause instanceof UnsupportedByClusterException
        ? new TestAbortedException(cause.getMessage(), cause)
        : cause;
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    results(context).add(context, ScenarioResult.PASSED, null);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    for (Throwable also : cause.getSuppressed()) { // Surefire does not show it.
      System.err.println(context.getDisplayName() + ", when it was closed: " + also.getMessage());
    }
    results(context)
        .add(context, ScenarioResult.FAILED, cause.toString().lines().findFirst().orElse(""));
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    results(context).add(context, ScenarioResult.SKIPPED, cause.getMessage());
  }

  /**
   * Whatever the scenarios of a class do, no rule is missing and no Secret is listed or watched.
   */
  @Override
  public void afterAll(ExtensionContext context) {
    Stage stage = store(context).get(Stage.class, Stage.class);
    Instant begun = context.getStore(NAMESPACE).get(Instant.class, Instant.class);
    if (stage != null) {
      stage.cluster().audit().ifPresent(log -> assertRights(log, begun));
    }
  }

  private static void assertRights(AuditLog log, Instant since) {
    List<Access> requests = log.requests();
    assertThat(log.denied())
        .as("no rule of the chart allows it")
        .filteredOn(access -> access.time().isAfter(since))
        .allMatch(access -> allowedLater(access, requests));
    assertThat(requests)
        .as("a Secret is asked for by its name")
        .filteredOn(access -> access.resource().equals("secrets"))
        .extracting(Access::verb)
        .doesNotContain("list", "watch");
  }

  /** An API server that has just begun knows no rules for a moment. */
  private static boolean allowedLater(Access denied, List<Access> requests) {
    return requests.stream()
        .filter(access -> access.time().isAfter(denied.time()))
        .filter(access -> access.status() != HttpURLConnection.HTTP_FORBIDDEN)
        .anyMatch(access -> right(access).equals(right(denied)));
  }

  private static List<String> right(Access access) {
    return List.of(
        access.caller(),
        access.verb(),
        access.apiGroup(),
        access.resource(),
        access.subresource(),
        access.namespace());
  }

  private static ScenarioResults results(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(
            ScenarioResults.class, type -> new ScenarioResults(), ScenarioResults.class);
  }

  /** Of the session, which lasts as long as the JVM: Surefire may hand out classes one by one. */
  private static Store store(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
  }

  // The store closes what is AutoCloseable.
  private static Stage opened() {
    Stage stage = ClusterOrSkip.start(Stage::open);
    stage.startOperator();
    return stage;
  }
}
