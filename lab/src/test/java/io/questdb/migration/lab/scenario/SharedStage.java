package io.questdb.migration.lab.scenario;

import io.questdb.migration.lab.stage.Stage;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives every scenario the same stage with a running operator; it is closed after the last one. How
 * each ended is written to one file.
 */
final class SharedStage implements ParameterResolver, BeforeEachCallback, TestWatcher {
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

  @Override
  public void testSuccessful(ExtensionContext context) {
    results(context).add(context, "passed", null);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    results(context).add(context, "failed", cause.toString().lines().findFirst().orElse(""));
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    results(context).add(context, "skipped", cause.getMessage());
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
    Stage stage = Stage.open();
    stage.startOperator();
    return stage;
  }
}
