package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an absent field of the spec means. The defaults are here and not in the schema, because a
 * value that the API server adds to an object shows up as drift in GitOps tools.
 */
public final class Defaults {

  private static final ObjectMapper COPIER = new ObjectMapper();

  private Defaults() {}

  /**
   * A deep copy of the spec in which every optional field that has a default is filled: lists and
   * maps are never null, {@code backup}, {@code approval} and {@code timeouts} are always there.
   * Fields whose absence means something stay null: {@code tls}, {@code replication}, {@code
   * token}, and every name that is found in the cluster. An empty {@code tables} stands for the
   * whole database. Given values are never changed.
   */
  public static QuestDBMigrationSpec applied(QuestDBMigrationSpec spec) {
    QuestDBMigrationSpec full = COPIER.convertValue(spec, QuestDBMigrationSpec.class);
    fill(full.getSuspend(), () -> false, full::setSuspend);
    fill(full.getBackup(), BackupSpec::new, full::setBackup);
    fill(full.getApproval(), ApprovalSpec::new, full::setApproval);
    fill(full.getTimeouts(), TimeoutsSpec::new, full::setTimeouts);
    fill(full.getServerConf(), Map::of, full::setServerConf);
    EnterpriseSpec enterprise = full.getEnterprise();
    if (enterprise != null) {
      fill(enterprise.getImagePullSecrets(), List::of, enterprise::setImagePullSecrets);
    }
    TlsSpec tls = full.getTls();
    if (tls != null) {
      List<Listener> listeners = List.of(Listener.HTTP, Listener.PGWIRE, Listener.ILP);
      fill(tls.getListeners(), () -> listeners, tls::setListeners);
    }
    backup(full.getBackup());
    approval(full.getApproval());
    timeouts(full.getTimeouts());
    if (full.getAccess() != null) {
      access(full.getAccess());
    }
    return full;
  }

  private static void backup(BackupSpec backup) {
    fill(backup.getMethod(), () -> BackupMethod.VOLUME_SNAPSHOT, backup::setMethod);
    List<SnapshotKind> snapshots =
        backup.getMethod() == BackupMethod.NONE
            ? List.of()
            : List.of(SnapshotKind.ONLINE, SnapshotKind.OFFLINE);
    fill(backup.getSnapshots(), () -> snapshots, backup::setSnapshots);
    fill(backup.getReleaseCheckpoint(), () -> ReleaseCheckpoint.AUTO, backup::setReleaseCheckpoint);
  }

  private static void approval(ApprovalSpec approval) {
    fill(approval.getPolicy(), () -> ApprovalPolicy.AUTOMATIC, approval::setPolicy);
    fill(approval.getPlanHash(), () -> "", approval::setPlanHash);
  }

  private static void timeouts(TimeoutsSpec timeouts) {
    fill(timeouts.getCheckpoint(), () -> "10m", timeouts::setCheckpoint);
    fill(timeouts.getCut(), () -> "2m", timeouts::setCut);
    fill(timeouts.getSnapshotReady(), () -> "2h", timeouts::setSnapshotReady);
    fill(timeouts.getStop(), () -> "5m", timeouts::setStop);
    fill(timeouts.getStart(), () -> "15m", timeouts::setStart);
    fill(timeouts.getOutage(), () -> "20m", timeouts::setOutage);
  }

  private static void access(AccessSpec access) {
    fill(access.getGroups(), List::of, access::setGroups);
    fill(access.getUsers(), List::of, access::setUsers);
    fill(access.getServiceAccounts(), List::of, access::setServiceAccounts);
    for (GroupSpec group : access.getGroups()) {
      fill(group.getGrants(), List::of, group::setGrants);
      grants(group.getGrants());
    }
    for (UserSpec user : access.getUsers()) {
      fill(user.getGroups(), List::of, user::setGroups);
      fill(user.getGrants(), List::of, user::setGrants);
      grants(user.getGrants());
    }
    for (ServiceAccountSpec account : access.getServiceAccounts()) {
      fill(account.getGrants(), List::of, account::setGrants);
      grants(account.getGrants());
    }
  }

  private static void grants(List<GrantSpec> grants) {
    for (GrantSpec grant : grants) {
      fill(grant.getTables(), List::of, grant::setTables);
    }
  }

  private static <T> void fill(T given, Supplier<T> standard, Consumer<T> setter) {
    if (given == null) {
      setter.accept(standard.get());
    }
  }
}
