package io.questdb.migration.lab.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plays on the shared stage what only a real kube-apiserver can show; skipped elsewhere. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
    named = "lab.cluster",
    matches = "control-plane",
    disabledReason = "needs -Dlab.cluster=control-plane")
@Tag("cluster")
@ExtendWith(SharedStage.class)
@interface OnControlPlane {}
