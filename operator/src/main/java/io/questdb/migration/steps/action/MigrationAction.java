package io.questdb.migration.steps.action;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.questdb.migration.api.v1alpha1.GroupSpec;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.api.v1alpha1.UserSpec;
import io.questdb.migration.engine.Action;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Everything that a migration can do to the world, one record per effect. All objects are in the
 * migration's namespace. No record holds a secret value: what needs one names the Secret.
 */
public sealed interface MigrationAction extends Action {

  /** Creates an object with a name of ours; one of the same run that exists is fine. */
  record Create(HasMetadata object) implements MigrationAction {
    @Override
    public String toString() {
      return "Create[" + object.getKind() + " " + object.getMetadata().getName() + "]";
    }
  }

  /** Deletes exactly this object of ours. */
  record Delete(OwnedObject object) implements MigrationAction {}

  /** Deletes exactly this pod of the workload. */
  record DeletePod(String name, String uid) implements MigrationAction {}

  /** One JSON Patch of the workload; its {@code test} operations are its preconditions. */
  record PatchWorkload(String name, String jsonPatch) implements MigrationAction {
    @Override
    public String toString() {
      return "PatchWorkload[" + name + "]";
    }
  }

  /** The patch that lets Enterprise open the volume: the point of no return. */
  record AllowEnterprise(String name, String jsonPatch) implements MigrationAction {
    @Override
    public boolean commits() {
      return true;
    }

    @Override
    public String toString() {
      return "AllowEnterprise[" + name + "]";
    }
  }

  /**
   * Creates the immutable Secret with the merged configuration, unless the original has another
   * hash by now.
   */
  record CreateMergedConfig(
      ConfigSource source,
      String originalHash,
      SortedMap<String, String> properties,
      String secretName)
      implements MigrationAction {
    @Override
    public String toString() {
      return "CreateMergedConfig[" + secretName + ", " + properties.keySet() + "]";
    }
  }

  /** {@code CHECKPOINT CREATE}; only its answer counts. */
  record EnterCheckpoint(Target target, Duration timeout) implements MigrationAction {
    @Override
    public boolean once() {
      return true;
    }
  }

  /** {@code CHECKPOINT RELEASE}. */
  record ReleaseCheckpoint(Target target) implements MigrationAction {}

  /** Adds entries to the run record. */
  record WriteRunRecord(String secretName, Map<String, String> entries) implements MigrationAction {
    @Override
    public String toString() {
      return "WriteRunRecord[" + secretName + ", " + entries.keySet() + "]";
    }
  }

  /** Writes down what Git must contain from now on. */
  record WriteHandoff(String configMapName, Map<String, String> files) implements MigrationAction {
    @Override
    public String toString() {
      return "WriteHandoff[" + configMapName + "]";
    }
  }

  /**
   * Creates these principals with their grants. Service accounts come first, because their clients
   * end the outage; each that asks for a token gets a fresh one in its Secret. Earlier tokens of
   * the account are dropped before, so that a repeat leaves exactly one.
   */
  record ProvisionAccess(
      Target target,
      List<ServiceAccountSpec> accounts,
      List<GroupSpec> groups,
      List<UserSpec> users)
      implements MigrationAction {}
}
