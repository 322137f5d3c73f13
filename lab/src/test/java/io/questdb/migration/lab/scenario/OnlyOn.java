package io.questdb.migration.lab.scenario;

import io.questdb.migration.lab.cluster.ClusterKind;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Skips the {@link Scenarios} of a class on clusters of other kinds, for that reason. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnlyOn {
  ClusterKind cluster();

  String reason();
}
