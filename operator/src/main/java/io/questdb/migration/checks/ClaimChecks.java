package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Claimant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the StatefulSet is another run's. A claim outlives its run when Enterprise was allowed on
 * the volume: no new run may take such a workload for an open-source one until a person says so.
 */
public final class ClaimChecks {
  private final Findings findings = new Findings("Claim");
  private final StatefulSet set;
  private final String name;
  private final String annotate;

  private ClaimChecks(String namespace, StatefulSet set) {
    this.set = set;
    this.name = "StatefulSet " + set.getMetadata().getName();
    this.annotate =
        "kubectl -n " + namespace + " annotate statefulset " + set.getMetadata().getName() + " ";
  }

  /**
   * Checks the annotations of the set.
   *
   * @param claimant the migration that they name; empty when it no longer exists, and when it is
   *     this one
   */
  public static List<Finding> findings(Run run, StatefulSet set, Optional<Claimant> claimant) {
    ClaimChecks checks = new ClaimChecks(run.namespace(), set);
    Map<String, String> annotations = annotations(set.getMetadata());
    String owner = annotations.getOrDefault(Labels.RUN, "");
    if (Labels.ENTERPRISE.equals(annotations.get(Labels.EDITION))) {
      checks.findings.block(
          Reason.ALREADY_ENTERPRISE,
          checks.name + " is marked as migrated by the annotation " + Labels.EDITION,
          "Nothing is left to do: delete this resource.");
    } else if (owner.equals(run.uid())) {
      checks.known(run);
    } else if (!owner.isEmpty()) {
      checks.claimed(run.namespace(), owner, claimant);
    }
    return checks.findings.list();
  }

  private void known(Run run) {
    if (run.ledger().row(StepName.CLAIM_WORKLOAD).isEmpty()) {
      findings.block(
          Reason.LEDGER_LOST,
          name + " is claimed by this migration, but its status does not know of it",
          "Put the status back, or finish by hand. " + away(run.namespace(), run.uid()));
    }
  }

  private void claimed(String namespace, String owner, Optional<Claimant> claimant) {
    String uid = " (UID " + owner + ")";
    if (claimant.isEmpty()) {
      findings.block(
          Reason.WORKLOAD_CLAIMED,
          name + " is claimed by a migration that no longer exists" + uid,
          away(namespace, owner));
    } else if (claimant.get().failed()) {
      findings.block(
          Reason.WORKLOAD_CLAIMED,
          name
              + " is claimed by QuestDBMigration "
              + claimant.get().name()
              + uid
              + ", which has failed after Enterprise was allowed on the volume",
          afterEnterprise());
    } else {
      findings.block(
          Reason.WORKLOAD_CLAIMED,
          name + " is claimed by QuestDBMigration " + claimant.get().name() + uid,
          "Wait for it: kubectl -n "
              + namespace
              + " get qdbm "
              + claimant.get().name()
              + " says how far it is. If it is deleted before AllowEnterprise, it gives the"
              + " StatefulSet back first.");
    }
  }

  /** What to do about the claim of a run that nobody knows. */
  private String away(String namespace, String owner) {
    if (owner.equals(annotations(set.getSpec().getTemplate().getMetadata()).get(Labels.RUN))) {
      return afterEnterprise();
    }
    return "If Enterprise was never allowed on the volume, the pod serves open source, and no pod of"
        + " that run is left (kubectl -n "
        + namespace
        + " get pods -l "
        + Labels.RUN
        + "="
        + owner
        + "), run: "
        + release()
        + ". Otherwise: "
        + afterEnterprise();
  }

  private String afterEnterprise() {
    return "Never start open source on this volume. Finish by hand, then run: "
        + annotate
        + Labels.EDITION
        + "="
        + Labels.ENTERPRISE
        + " --overwrite. Or go back to a snapshot as the handbook says, then run: "
        + release()
        + ".";
  }

  private String release() {
    return annotate + Labels.RUN + "- " + Labels.EDITION + "-";
  }

  private static Map<String, String> annotations(ObjectMeta metadata) {
    return Optional.ofNullable(metadata).map(ObjectMeta::getAnnotations).orElseGet(Map::of);
  }
}
