package io.questdb.migration.change;

import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.PlannedChange;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.WorkloadPin;
import java.util.ArrayList;
import java.util.List;

/**
 * Every change of a migration as a person reads it: objects, paths, keys and references, never a
 * secret value.
 */
public final class PlannedChanges {
  private final List<PlannedChange> changes = new ArrayList<>();
  private final String set;

  private PlannedChanges(WorkloadPin pin) {
    set = "StatefulSet/" + pin.statefulSetName();
  }

  /** The changes in the order in which they take effect. */
  public static List<PlannedChange> of(QuestDBMigrationSpec spec, WorkloadPin pin, Staged staged) {
    PlannedChanges planned = new PlannedChanges(pin);
    planned.template(spec, pin, staged);
    ServerProperties.of(spec)
        .forEach(
            (key, value) ->
                planned.add(
                    "server.conf",
                    key,
                    "",
                    spec.getServerConf().containsKey(key) ? "(given)" : value));
    planned.access(spec);
    return List.copyOf(planned.changes);
  }

  private void template(QuestDBMigrationSpec spec, WorkloadPin pin, Staged staged) {
    String container = "spec.template.spec.containers[" + pin.containerName() + "]";
    add(set, container + ".image", pin.image(), spec.getEnterprise().getImage());
    spec.getEnterprise()
        .getImagePullSecrets()
        .forEach(secret -> add(set, "spec.template.spec.imagePullSecrets", "", secret.getName()));
    add(
        set,
        container + ".volumeMounts[" + ConfigSource.path(pin.dataPath()) + "]",
        pin.serverConf().name(),
        staged.kind() + " " + staged.name());
    if (spec.getTls() != null) {
      add(
          set,
          container + ".volumeMounts[" + ServerProperties.TLS_DIRECTORY + "]",
          "",
          "Secret " + spec.getTls().getSecretName());
    }
    if (spec.getAccess().getMode() == AccessMode.ENFORCED) {
      add(
          set,
          container + ".env[" + OwnedKeys.fileEnvName("acl.admin.password") + "]",
          "",
          "Secret " + spec.getAccess().getAdminSecretName());
    }
    if (spec.getReplication() != null) {
      add(
          set,
          container + ".env[" + OwnedKeys.fileEnvName("replication.object.store") + "]",
          "",
          "Secret " + spec.getReplication().getObjectStoreSecretRef().getName());
    }
  }

  private void access(QuestDBMigrationSpec spec) {
    spec.getAccess().getGroups().forEach(group -> add("Database", "group", "", group.getName()));
    spec.getAccess().getUsers().forEach(user -> add("Database", "user", "", user.getName()));
    spec.getAccess()
        .getServiceAccounts()
        .forEach(account -> add("Database", "service account", "", account.getName()));
  }

  private void add(String object, String path, String from, String to) {
    changes.add(new PlannedChange(object, path, from, to));
  }
}
