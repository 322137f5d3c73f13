package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.Listener;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.Target;
import io.questdb.migration.facts.WorkloadPin;
import java.util.Optional;

/** How the database is reached before and after the swap. */
final class Targets {
  private Targets() {}

  static WorkloadPin pin(Run run) {
    return run.ledger().require(WorkloadPin.class);
  }

  /**
   * The open-source server: plain text, with the login of {@code spec.workload} if there is one.
   */
  static Target openSource(Run run) {
    return Target.plain(pin(run).podName())
        .as(Optional.ofNullable(run.spec().getWorkload().getCredentialsSecretName()));
  }

  /** The Enterprise server, as its admin where access is enforced. */
  static Target enterprise(Run run) {
    return enterprise(run, pin(run).podName());
  }

  /** The Enterprise server in another pod, as its admin where access is enforced. */
  static Target enterprise(Run run, String podName) {
    QuestDBMigrationSpec spec = run.spec();
    Optional<String> tls =
        Optional.ofNullable(spec.getTls())
            .filter(given -> given.getListeners().contains(Listener.HTTP))
            .map(given -> given.getSecretName());
    Optional<String> login =
        enforced(spec)
            ? Optional.of(spec.getAccess().getAdminSecretName())
            : Optional.ofNullable(spec.getWorkload().getCredentialsSecretName());
    return new Target(podName, tls, serverName(run), login);
  }

  /** The health listener, which stays plain unless it is listed. */
  static Target health(Run run) {
    Target target = enterprise(run);
    boolean tls =
        run.spec().getTls() != null && run.spec().getTls().getListeners().contains(Listener.HEALTH);
    return new Target(
        target.podName(),
        tls ? Optional.of(run.spec().getTls().getSecretName()) : Optional.empty(),
        target.serverName(),
        target.loginSecret());
  }

  static boolean enforced(QuestDBMigrationSpec spec) {
    return spec.getAccess().getMode() == AccessMode.ENFORCED;
  }

  private static String serverName(Run run) {
    String service = pin(run).serviceName();
    return service.isEmpty() ? pin(run).podName() : service + "." + run.namespace() + ".svc";
  }
}
