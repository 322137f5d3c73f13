package io.questdb.migration.lab.scenario;

import io.questdb.migration.lab.cluster.ClusterOrSkip;
import io.questdb.migration.lab.stage.Stage;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/**
 * Gives every scenario the same stage with a running operator; it is closed after the last one. How
 * each ended is written to one file.
 */
final class SharedStage
    implements ParameterResolver, BeforeEachCallback, TestExecutionExceptionHandler, TestWatcher {
  private static final Namespace NAMESPACE = Namespace.create(SharedStage.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stage.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Stage.class, type -> opened(), Stage.class);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    results(context).begin();
  }

  /** What the cluster does not offer cannot be tested there. */
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable cause)
      throws Throwable {
    throw cause instanceof UnsupportedOperationException
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

  private static ScenarioResults results(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            ScenarioResults.class, type -> new ScenarioResults(), ScenarioResults.class);
  }

  // The store closes what is AutoCloseable.
  private static Stage opened() {
    Stage stage = ClusterOrSkip.start(Stage::open);
    stage.startOperator();
    return stage;
  }
}
