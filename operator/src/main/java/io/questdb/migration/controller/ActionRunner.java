package io.questdb.migration.controller;

import io.questdb.migration.api.v1alpha1.GrantSpec;
import io.questdb.migration.api.v1alpha1.GroupSpec;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.api.v1alpha1.UserSpec;
import io.questdb.migration.change.AccessSql;
import io.questdb.migration.engine.Action;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.Target;
import io.questdb.migration.ports.Cluster;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sends actions: the only caller of the ports' writes. Each throws {@link PortException} when it
 * was refused or not answered; no message carries a secret.
 */
public final class ActionRunner {
  private final Cluster cluster;
  private final Database database;
  private final Clock clock;
  private final Registry<Run, Action, Optional<String>> actions = new Registry<>();

  public ActionRunner(Cluster cluster, Database database, Clock clock) {
    this.cluster = cluster;
    this.database = database;
    this.clock = clock;
    actions.on(MigrationAction.Create.class, this::create);
    actions.on(MigrationAction.Delete.class, this::delete);
    actions.on(MigrationAction.DeletePod.class, this::deletePod);
    actions.on(MigrationAction.PatchWorkload.class, this::patchWorkload);
    actions.on(MigrationAction.AllowEnterprise.class, this::allowEnterprise);
    actions.on(MigrationAction.CreateMergedConfig.class, this::createMergedConfig);
    actions.on(MigrationAction.EnterCheckpoint.class, this::enterCheckpoint);
    actions.on(MigrationAction.ReleaseCheckpoint.class, this::releaseCheckpoint);
    actions.on(MigrationAction.WriteRunRecord.class, this::writeRunRecord);
    actions.on(MigrationAction.WriteHandoff.class, this::writeHandoff);
    actions.on(MigrationAction.ProvisionAccess.class, this::provisionAccess);
  }

  /**
   * Sends the action once.
   *
   * @return the answer to record of an action that cannot be repeated: when it came, in RFC 3339
   */
  public Optional<String> send(Run run, Action action) {
    return actions.apply(run, action);
  }

  Set<Class<? extends Action>> handled() {
    return actions.types();
  }

  private Optional<String> create(Run run, MigrationAction.Create action) {
    cluster.create(action.object());
    return Optional.empty();
  }

  private Optional<String> delete(Run run, MigrationAction.Delete action) {
    cluster.delete(run.namespace(), action.object());
    return Optional.empty();
  }

  private Optional<String> deletePod(Run run, MigrationAction.DeletePod action) {
    cluster.deletePod(run.namespace(), action.name(), action.uid());
    return Optional.empty();
  }

  private Optional<String> patchWorkload(Run run, MigrationAction.PatchWorkload action) {
    cluster.patchStatefulSet(run.namespace(), action.name(), action.jsonPatch());
    return Optional.empty();
  }

  private Optional<String> allowEnterprise(Run run, MigrationAction.AllowEnterprise action) {
    cluster.patchStatefulSet(run.namespace(), action.name(), action.jsonPatch());
    return Optional.empty();
  }

  private Optional<String> createMergedConfig(Run run, MigrationAction.CreateMergedConfig action) {
    cluster.createMergedConfig(
        run.namespace(),
        action.source(),
        action.originalHash(),
        action.properties(),
        action.secretName(),
        run.uid());
    return Optional.empty();
  }

  private Optional<String> enterCheckpoint(Run run, MigrationAction.EnterCheckpoint action) {
    database.enterCheckpoint(server(run, action.target()), action.timeout());
    return Optional.of(clock.instant().toString());
  }

  private Optional<String> releaseCheckpoint(Run run, MigrationAction.ReleaseCheckpoint action) {
    database.releaseCheckpoint(server(run, action.target()));
    return Optional.empty();
  }

  private Optional<String> writeRunRecord(Run run, MigrationAction.WriteRunRecord action) {
    cluster.writeRunRecord(run.namespace(), action.secretName(), run.uid(), action.entries());
    return Optional.empty();
  }

  private Optional<String> writeHandoff(Run run, MigrationAction.WriteHandoff action) {
    cluster.writeHandoff(run.namespace(), action.configMapName(), run.uid(), action.files());
    return Optional.empty();
  }

  private Optional<String> provisionAccess(Run run, MigrationAction.ProvisionAccess action) {
    Look look = new Look(cluster, run);
    Endpoint server = server(look, action.target());
    for (ServiceAccountSpec account : action.accounts()) {
      database.execute(server, AccessSql.createServiceAccount(account.getName()));
      grant(server, account.getGrants(), account.getName());
      if (account.getToken() != null) {
        replaceToken(run, server, account);
      }
    }
    for (GroupSpec group : action.groups()) {
      database.execute(server, AccessSql.createGroup(group.getName()));
      grant(server, group.getGrants(), group.getName());
    }
    action.users().forEach(user -> createUser(look, server, user));
    return Optional.empty();
  }

  private void replaceToken(Run run, Endpoint server, ServiceAccountSpec account) {
    database.execute(server, AccessSql.dropTokens(account.getName()));
    String token =
        database.createToken(server, account.getName(), account.getToken().getTimeToLive());
    cluster.writeSecret(
        run.namespace(),
        account.getToken().getSecretName(),
        run.uid(),
        Map.of("username", account.getName(), "token", token));
  }

  private void createUser(Look look, Endpoint server, UserSpec user) {
    String password =
        look.secret(user.getPasswordSecretName(), "password")
            .orElseThrow(
                () ->
                    new PortException.Rejected(
                        "Secret "
                            + user.getPasswordSecretName()
                            + " or its key password is missing"));
    database.execute(server, AccessSql.createUser(user.getName()));
    database.execute(server, AccessSql.setPassword(user.getName(), password));
    for (String group : user.getGroups()) {
      database.execute(server, AccessSql.addUser(user.getName(), group));
    }
    grant(server, user.getGrants(), user.getName());
  }

  private void grant(Endpoint server, List<GrantSpec> grants, String principal) {
    for (GrantSpec grant : grants) {
      database.execute(
          server, AccessSql.grant(grant.getPermissions(), grant.getTables(), principal));
    }
  }

  private Endpoint server(Run run, Target target) {
    return server(new Look(cluster, run), target);
  }

  private static Endpoint server(Look look, Target target) {
    return look.endpoint(target)
        .orElseThrow(
            () -> new PortException.Unavailable("Pod " + target.podName() + " does not run"));
  }
}
