package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who else writes the StatefulSet. A tool that reverts the image in the outage starts open source
 * on a volume that Enterprise has opened, so it must be paused first; that it is paused shows in
 * the live object, from which its mark is taken off. The tool puts the mark back when it is
 * resumed.
 */
public final class OwnerChecks {
  private static final String ARGO_TRACKING = "argocd.argoproj.io/tracking-id";
  private static final String KUSTOMIZATION = "kustomize.toolkit.fluxcd.io";
  private static final String HELM_RELEASE = "helm.toolkit.fluxcd.io";
  private static final String RELEASE_NAME = "meta.helm.sh/release-name";

  private final Findings findings = new Findings("Owners");
  private final ObjectMeta metadata;
  private final Map<String, String> annotations;
  private final Map<String, String> labels;

  private OwnerChecks(ObjectMeta metadata) {
    this.metadata = metadata;
    this.annotations = Optional.ofNullable(metadata.getAnnotations()).orElseGet(Map::of);
    this.labels = Optional.ofNullable(metadata.getLabels()).orElseGet(Map::of);
  }

  /** Checks the marks that the set carries. */
  public static List<Finding> findings(StatefulSet set) {
    OwnerChecks checks = new OwnerChecks(set.getMetadata());
    checks.controller();
    List<Boolean> tracked = List.of(checks.argo(), checks.kustomization(), checks.helmRelease());
    if (!tracked.contains(true)) {
      checks.helm();
    }
    return checks.findings.list();
  }

  private void controller() {
    metadata.getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .forEach(this::controlled);
  }

  private void controlled(OwnerReference owner) {
    String kind = owner.getKind() + " " + owner.getName() + " (" + owner.getApiVersion() + ")";
    owned(
        "is controlled by " + kind + ", whose operator would revert the migration",
        "Hand the StatefulSet over: delete " + kind + " with kubectl delete --cascade=orphan.");
  }

  /** The id counts only on the object that it names: a copied one is ignored by Argo CD. */
  private boolean argo() {
    String id = annotations.getOrDefault(ARGO_TRACKING, "");
    String self = ":apps/StatefulSet:" + metadata.getNamespace() + "/" + metadata.getName();
    if (!id.endsWith(self)) {
      return false;
    }
    String app = id.substring(0, id.length() - self.length());
    owned(
        "is tracked by the Argo CD application " + app + ", which would revert the migration",
        "Pause the application: kubectl patch applications.argoproj.io "
            + app.substring(app.indexOf('_') + 1)
            + " -n "
            + (app.contains("_") ? app.substring(0, app.indexOf('_')) : "argocd")
            + " --type merge -p '{\"spec\":{\"syncPolicy\":{\"automated\":{\"enabled\":false}}}}'"
            + " (or remove syncPolicy.automated). Then say so on the live object: "
            + kubectl("annotate", ARGO_TRACKING + "-")
            + ". Commit the Enterprise template before the application is resumed.");
    return true;
  }

  private boolean kustomization() {
    String name = labels.getOrDefault(KUSTOMIZATION + "/name", "");
    // Measured: kustomize-controller leaves a live object with this annotation alone.
    if (name.isEmpty() || "disabled".equals(annotations.get(KUSTOMIZATION + "/reconcile"))) {
      return false;
    }
    owned(
        "is applied by the Flux Kustomization " + name + ", which would revert the migration",
        "Let Flux leave the object alone: "
            + kubectl("annotate", KUSTOMIZATION + "/reconcile=disabled")
            + ". Commit the Enterprise template before the annotation is removed.");
    return true;
  }

  private boolean helmRelease() {
    String name = labels.getOrDefault(HELM_RELEASE + "/name", "");
    if (name.isEmpty()) {
      return false;
    }
    String namespace = labels.getOrDefault(HELM_RELEASE + "/namespace", metadata.getNamespace());
    owned(
        "is applied by the Flux HelmRelease " + name + ", which would revert the migration",
        "Suspend it: flux suspend helmrelease "
            + name
            + " -n "
            + namespace
            + ". Then say so on the live object: "
            + kubectl("label", HELM_RELEASE + "/name-")
            + ". Commit the Enterprise values before it is resumed.");
    return true;
  }

  private void helm() {
    String release = annotations.getOrDefault(RELEASE_NAME, "");
    if (!release.isEmpty() && "Helm".equals(labels.get("app.kubernetes.io/managed-by"))) {
      findings.warn(
          Reason.OWNED_BY_GIT_OPS,
          name() + " belongs to the Helm release " + release,
          "Do not upgrade the release until the migration is over; then put the Enterprise image and "
              + "settings into its values first: an upgrade with the old values would revert them.");
    }
  }

  private void owned(String what, String remedy) {
    findings.block(Reason.OWNED_BY_GIT_OPS, name() + " " + what, remedy);
  }

  private String name() {
    return "StatefulSet " + metadata.getName();
  }

  private String kubectl(String verb, String change) {
    return "kubectl "
        + verb
        + " statefulset "
        + metadata.getName()
        + " -n "
        + metadata.getNamespace()
        + " "
        + change;
  }
}
