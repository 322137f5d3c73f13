package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.TableState;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether the running server is a healthy open-source one. */
public final class DatabaseChecks {

  /** From here on the transactions still to be applied noticeably lengthen stop and start. */
  static final long MANY_TRANSACTIONS = 1_000;

  private static final int SHOWN_TABLES = 5;

  private final Findings findings = new Findings("Database");
  private final String pod;

  private DatabaseChecks(String pod) {
    this.pod = pod;
  }

  /**
   * What the server was seen to be. All are empty for a database that is down.
   *
   * @param login the answer to the login of the spec, or to none
   * @param tables empty also when the login is refused
   */
  public record Seen(
      Optional<Pod> pod,
      Optional<ServerIdentity> identity,
      Optional<Admission> login,
      Optional<Checkpoint> checkpoint,
      List<TableState> tables) {
    public Seen {
      tables = List.copyOf(tables);
    }
  }

  /** Checks the server in pod {@code podName}. */
  public static List<Finding> findings(Run run, String podName, Seen seen) {
    DatabaseChecks checks = new DatabaseChecks("Pod " + podName);
    Optional<String> down = checks.down(seen);
    if (down.isPresent()) {
      checks.findings.block(
          Reason.DATABASE_DOWN,
          down.get(),
          "Bring the database up first: see kubectl describe pod "
              + podName
              + " and its log. It must run before it is migrated.");
      return checks.findings.list();
    }
    checks.edition(seen.identity().orElseThrow());
    checks.login(run, seen.login());
    checks.checkpoint(seen.checkpoint());
    checks.tables(run, seen.tables());
    return checks.findings.list();
  }

  private Optional<String> down(Seen seen) {
    if (seen.pod().isEmpty()) {
      return Optional.of(pod + " does not exist");
    }
    if (seen.pod().get().getMetadata().getDeletionTimestamp() != null) {
      return Optional.of(pod + " is being deleted");
    }
    boolean ready =
        Optional.ofNullable(seen.pod().get().getStatus()).map(PodStatus::getConditions).stream()
            .flatMap(List::stream)
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    if (!ready) {
      return Optional.of(pod + " is not ready");
    }
    return seen.identity().isEmpty()
        ? Optional.of("The server in " + pod + " does not run")
        : Optional.empty();
  }

  private void edition(ServerIdentity identity) {
    if (identity.edition() == Edition.EE) {
      findings.block(
          Reason.ALREADY_ENTERPRISE,
          "The server in " + pod + " is QuestDB Enterprise " + identity.version() + " already",
          "Nothing is left to migrate: delete this resource.");
    }
  }

  private void login(Run run, Optional<Admission> login) {
    if (login.isEmpty() || login.get() == Admission.ADMITTED) {
      return;
    }
    String secret = run.spec().getWorkload().getCredentialsSecretName();
    if (secret == null) {
      findings.block(
          Reason.LOGIN_REFUSED,
          "The server in " + pod + " asks for a login",
          "Set spec.workload.credentialsSecretName to a kubernetes.io/basic-auth Secret with the "
              + "values of http.user and http.password.");
      return;
    }
    findings.block(
        Reason.LOGIN_REFUSED,
        "The server in " + pod + " refuses the login of Secret " + secret,
        "Put the values of http.user and http.password into Secret " + secret + ".");
  }

  private void checkpoint(Optional<Checkpoint> checkpoint) {
    if (checkpoint.filter(Checkpoint::held).isPresent()) {
      findings.block(
          Reason.CHECKPOINT_FOREIGN,
          "The server in "
              + pod
              + " is in a checkpoint that this migration did not enter"
              + checkpoint.get().startedAt().map(at -> ", since " + at).orElse(""),
          "Wait for the backup that holds it, or run CHECKPOINT RELEASE if nobody needs it.");
    }
  }

  private void tables(Run run, List<TableState> tables) {
    // A table IN VOLUME is a symbolic link to another disk, which tables() marks in the name.
    name(tables, table -> table.directory().endsWith("(->)"))
        .ifPresent(
            names ->
                findings.block(
                    Reason.VOLUME_UNSUPPORTED,
                    "Tables on another volume: " + names,
                    "Move them to the data volume: a snapshot of it would lack them."));
    name(tables, TableState::suspended)
        .ifPresent(
            names ->
                findings.block(
                    Reason.TABLE_SUSPENDED,
                    "Suspended tables: " + names,
                    "Run ALTER TABLE … RESUME WAL for each and wait until it has caught up."));
    name(tables, table -> table.sequencerTxn() - table.writerTxn() >= MANY_TRANSACTIONS)
        .ifPresent(
            names ->
                findings.warn(
                    Reason.TABLE_BEHIND,
                    "At least "
                        + MANY_TRANSACTIONS
                        + " transactions are still to be applied to tables: "
                        + names,
                    "Wait until wal_tables() shows writerTxn near sequencerTxn; the outage lasts "
                        + "longer otherwise."));
    if (run.spec().getReplication() != null) {
      name(tables, table -> table.kind().equals("T") && !table.wal())
          .ifPresent(
              names ->
                  findings.warn(
                      Reason.TABLE_NOT_REPLICATED,
                      "Tables without WAL, which are not replicated: " + names,
                      "Run ALTER TABLE … SET TYPE WAL and restart the database before the "
                          + "migration."));
    }
  }

  /** The first names in order and how many more there are; empty for no such table. */
  private static Optional<String> name(List<TableState> tables, Predicate<TableState> which) {
    List<String> names = tables.stream().filter(which).map(TableState::name).sorted().toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    int more = names.size() - SHOWN_TABLES;
    String shown = String.join(", ", names.subList(0, Math.min(SHOWN_TABLES, names.size())));
    return Optional.of(more > 0 ? shown + " and " + more + " more" : shown);
  }
}
