package io.questdb.migration.lab.apiserver;

import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.cluster.ClusterOrSkip;
import io.questdb.migration.lab.cluster.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the same real control plane, when it is chosen by {@code -Dlab.cluster}. */
final class RealControlPlane implements ExecutionCondition, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(RealControlPlane.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return ClusterKind.chosen() == ClusterKind.CONTROL_PLANE
        ? ConditionEvaluationResult.enabled("-Dlab.cluster=control-plane")
        : ConditionEvaluationResult.disabled("needs -Dlab.cluster=control-plane");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlPlane.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            ControlPlane.class,
            type -> ClusterOrSkip.start(RealControlPlane::started),
            ControlPlane.class);
  }

  // The store closes what is AutoCloseable.
  private static ControlPlane started() {
    try {
      return ControlPlane.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
