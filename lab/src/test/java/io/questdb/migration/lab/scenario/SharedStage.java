package io.questdb.migration.lab.scenario;

import io.questdb.migration.lab.stage.Stage;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every scenario the same stage with a running operator; it is closed after the last one. */
final class SharedStage implements ParameterResolver {
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

  // The store closes what is AutoCloseable.
  private static Stage opened() {
    Stage stage = Stage.open();
    stage.startOperator();
    return stage;
  }
}
