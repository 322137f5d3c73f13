package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.AccessSpec;
import io.questdb.migration.api.v1alpha1.GrantSpec;
import io.questdb.migration.api.v1alpha1.GroupSpec;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.api.v1alpha1.UserSpec;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.AccessState;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Admitted;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Target;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes the declared principals, service accounts and their tokens first: their clients end the
 * outage.
 */
final class ConfigureAccess implements Step {
  /** A repeat gives out new tokens, so it leaves clients the time to use what they have. */
  private static final Duration SEND_AGAIN = Duration.ofSeconds(10);

  @Override
  public StepName name() {
    return StepName.CONFIGURE_ACCESS;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.start(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    if (!Targets.enforced(run.spec())) {
      return Set.of();
    }
    Set<Probe<?>> probes = new HashSet<>();
    probes.add(new Probes.Access(Targets.enterprise(run)));
    for (ServiceAccountSpec account : run.spec().getAccess().getServiceAccounts()) {
      if (account.getToken() != null) {
        probes.add(token(run, account));
      }
    }
    run.spec().getAccess().getUsers().forEach(user -> probes.add(login(run, user)));
    return probes;
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!Targets.enforced(run.spec())) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "spec.access.mode is Open");
    }
    Target target = Targets.enterprise(run);
    Optional<AccessState> seen = world.see(new Probes.Access(target));
    if (seen.isEmpty()) {
      return new Decision.Wait(
          Reason.NOT_SERVING, "Enterprise went down again", Attendance.RECHECK);
    }
    MigrationAction.ProvisionAccess missing = missing(world, target, seen.get());
    List<String> names = names(missing);
    if (names.isEmpty()) {
      return new Decision.Complete(
          Reason.DONE, "every declared principal is let in", new Admitted(run.now()));
    }
    return sent(run)
        ? new Decision.Wait(
            Reason.ACCESS_INCOMPLETE,
            "the server does not show as declared what it was told to create: "
                + String.join(", ", names),
            SEND_AGAIN)
        : new Decision.Act(missing, Reason.IN_PROGRESS, "creating " + String.join(", ", names));
  }

  /** Whether the statements were the last that was done, and none of them was refused. */
  private boolean sent(Run run) {
    return run.ledger()
        .row(name())
        .filter(row -> row.state() == StepState.RUNNING && row.reason() == Reason.IN_PROGRESS)
        .isPresent();
  }

  /** What is to be created, with everything that is not as declared and nothing else. */
  private static MigrationAction.ProvisionAccess missing(
      World world, Target target, AccessState seen) {
    AccessSpec access = world.run().spec().getAccess();
    return new MigrationAction.ProvisionAccess(
        target,
        access.getServiceAccounts().stream().filter(a -> !complete(world, seen, a)).toList(),
        access.getGroups().stream().filter(group -> !complete(seen, group)).toList(),
        access.getUsers().stream().filter(user -> !complete(world, seen, user)).toList());
  }

  private static List<String> names(MigrationAction.ProvisionAccess missing) {
    return Stream.of(
            missing.accounts().stream().map(account -> "service account " + account.getName()),
            missing.groups().stream().map(group -> "group " + group.getName()),
            missing.users().stream().map(user -> "user " + user.getName()))
        .flatMap(Function.identity())
        .toList();
  }

  private static boolean complete(World world, AccessState seen, ServiceAccountSpec account) {
    boolean admitted =
        account.getToken() == null || admitted(world.see(token(world.run(), account)));
    return admitted
        && seen.serviceAccounts().contains(account.getName())
        && granted(seen, account.getName(), account.getGrants());
  }

  private static boolean complete(AccessState seen, GroupSpec group) {
    return seen.groups().contains(group.getName())
        && granted(seen, group.getName(), group.getGrants());
  }

  /** A user that was there before may have another password. */
  private static boolean complete(World world, AccessState seen, UserSpec user) {
    return seen.users().contains(user.getName())
        && seen.memberships().getOrDefault(user.getName(), Set.of()).containsAll(user.getGroups())
        && granted(seen, user.getName(), user.getGrants())
        && admitted(world.see(login(world.run(), user)));
  }

  /** Known, though perhaps without the permission to ask by HTTP. */
  private static boolean admitted(Optional<Admission> answer) {
    return answer.filter(known -> known != Admission.UNAUTHENTICATED).isPresent();
  }

  private static boolean granted(AccessState seen, String principal, List<GrantSpec> grants) {
    Set<AccessState.Grant> held = new HashSet<>(seen.grants().getOrDefault(principal, List.of()));
    for (GrantSpec grant : grants) {
      List<String> tables =
          grant.getTables().isEmpty() || grant.getTables().contains("*")
              ? List.of("")
              : grant.getTables();
      for (String permission : grant.getPermissions()) {
        for (String table : tables) {
          // ALL is shown as the permissions that it stands for.
          boolean all = permission.equals("ALL") && !held.isEmpty();
          if (!all && !held.contains(new AccessState.Grant(permission, table))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static Probes.TokenLogin token(Run run, ServiceAccountSpec account) {
    return new Probes.TokenLogin(Targets.enterprise(run), account.getToken().getSecretName());
  }

  private static Probes.UserLogin login(Run run, UserSpec user) {
    return new Probes.UserLogin(
        Targets.enterprise(run), user.getName(), user.getPasswordSecretName());
  }
}
