package io.questdb.migration.crash;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.questdb.migration.api.v1alpha1.GroupSpec;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.api.v1alpha1.UserSpec;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.Handoff;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.TemporaryObject;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.steps.action.MigrationAction;
import io.questdb.migration.steps.action.MigrationAction.AllowEnterprise;
import io.questdb.migration.steps.action.MigrationAction.Create;
import io.questdb.migration.steps.action.MigrationAction.CreateMergedConfig;
import io.questdb.migration.steps.action.MigrationAction.Delete;
import io.questdb.migration.steps.action.MigrationAction.DeletePod;
import io.questdb.migration.steps.action.MigrationAction.EnterCheckpoint;
import io.questdb.migration.steps.action.MigrationAction.PatchWorkload;
import io.questdb.migration.steps.action.MigrationAction.ProvisionAccess;
import io.questdb.migration.steps.action.MigrationAction.ReleaseCheckpoint;
import io.questdb.migration.steps.action.MigrationAction.WriteHandoff;
import io.questdb.migration.steps.action.MigrationAction.WriteRunRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything outside the operator: the cluster, the driver, the server, and what is on the volume.
 */
final class SimulatedWorld {
  final Timeline time;
  final SimulatedVolume volume;
  final SimulatedWorkload workload;
  final SimulatedPods pods;
  final SimulatedSnapshots snapshots;
  final Originals.Variant variant;
  private final Map<String, SecretFacts> secrets = new HashMap<>(Originals.SECRETS);
  private final Map<String, String> recordEntries = new HashMap<>();
  private final Set<String> principals = new TreeSet<>();
  private Optional<RunRecord> record = Optional.empty();
  private Optional<Handoff> handoff = Optional.empty();

  SimulatedWorld(
      Timeline time,
      Originals.Variant variant,
      boolean volatileNodes,
      SimulatedWorkload.Listener listener) {
    this.time = time;
    this.variant = variant;
    volume = new SimulatedVolume(time);
    workload = new SimulatedWorkload(time, volume, variant, listener);
    pods = new SimulatedPods(time, volume, volatileNodes);
    snapshots = new SimulatedSnapshots(time, volume, workload, atomic());
  }

  boolean atomic() {
    return driver().equals("ebs.csi.aws.com");
  }

  String driver() {
    return variant.claim().volume().orElseThrow().getSpec().getCsi().getDriver();
  }

  /**
   * Has the effect of the action; answers at the time that is then.
   *
   * @param meanwhile runs while an action that takes long is not answered yet
   * @throws PortException as the ports do
   */
  Optional<String> send(MigrationAction action, Runnable meanwhile) {
    if (action instanceof Create create) {
      create(create.object());
    } else if (action instanceof Delete delete) {
      delete(delete.object());
    } else if (action instanceof DeletePod delete) {
      workload.deletePod(delete.uid());
    } else if (action instanceof PatchWorkload patch) {
      workload.patch(patch.jsonPatch());
    } else if (action instanceof AllowEnterprise allow) {
      workload.patch(allow.jsonPatch());
    } else if (action instanceof CreateMergedConfig config) {
      secrets.putIfAbsent(config.secretName(), secret(config.secretName(), "server.conf"));
    } else if (action instanceof EnterCheckpoint) {
      return enterCheckpoint(meanwhile);
    } else if (action instanceof ReleaseCheckpoint) {
      workload.releaseCheckpoint();
    } else if (action instanceof WriteRunRecord write) {
      writeRecord(write);
    } else if (action instanceof WriteHandoff write) {
      handoff = Optional.of(new Handoff(write.configMapName(), Originals.RUN_UID, write.files()));
    } else if (action instanceof ProvisionAccess provision) {
      provision(provision);
    }
    return Optional.empty();
  }

  private void create(HasMetadata object) {
    String name = object.getMetadata().getName();
    if (object instanceof Pod) {
      pods.create(name);
    } else {
      boolean temporary = object.getMetadata().getLabels().containsKey(Labels.TEMPORARY);
      snapshots.create(name, temporary);
    }
  }

  private void delete(OwnedObject object) {
    switch (object.kind()) {
      case "Pod" -> pods.delete(object);
      case "Secret" ->
          secrets
              .values()
              .removeIf(
                  secret ->
                      secret.name().equals(object.name()) && secret.uid().equals(object.uid()));
      default -> snapshots.delete(object);
    }
  }

  private Optional<String> enterCheckpoint(Runnable meanwhile) {
    long duration = workload.enterCheckpoint();
    time.advance(1);
    meanwhile.run();
    time.advance(duration);
    if (!workload.inUsableCheckpoint()) {
      throw new PortException.Unavailable("the connection was lost");
    }
    return Optional.of(time.instant().toString());
  }

  private void writeRecord(WriteRunRecord write) {
    recordEntries.putAll(write.entries());
    record = Optional.of(new RunRecord(write.secretName(), "record", recordEntries));
  }

  private void provision(ProvisionAccess action) {
    if (!workload.answering() || !workload.enterprise()) {
      throw new PortException.Unavailable("Enterprise does not answer");
    }
    for (ServiceAccountSpec account : action.accounts()) {
      principals.add(account.getName());
      if (account.getToken() != null) {
        String name = account.getToken().getSecretName();
        secrets.put(name, secret(name, "token"));
      }
    }
    action.groups().stream().map(GroupSpec::getName).forEach(principals::add);
    action.users().stream().map(UserSpec::getName).forEach(principals::add);
  }

  private static SecretFacts secret(String name, String key) {
    return new SecretFacts(name, "uid-" + name, "1", "Opaque", Set.of(key), Originals.RUN_UID);
  }

  Optional<SecretFacts> secret(String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  /** Names of the Secrets with a merged configuration. */
  List<String> mergedConfigs() {
    return secrets.keySet().stream().filter(name -> name.contains("-config-")).toList();
  }

  Optional<RunRecord> record() {
    return record;
  }

  Optional<Handoff> handoff() {
    return handoff;
  }

  Set<String> principals() {
    return principals;
  }

  List<TemporaryObject> temporaries() {
    List<TemporaryObject> all = new ArrayList<>(pods.temporaries());
    all.addAll(snapshots.temporaries());
    return all;
  }
}
