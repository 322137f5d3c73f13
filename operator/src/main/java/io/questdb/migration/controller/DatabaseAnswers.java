package io.questdb.migration.controller;

import io.questdb.migration.engine.Probe;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.CheckpointedSnapshot;
import io.questdb.migration.facts.CountedTables;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.ServerView;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.TableCount;
import io.questdb.migration.facts.TableState;
import io.questdb.migration.facts.Target;
import io.questdb.migration.facts.Uploads;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Login;
import io.questdb.migration.ports.PortException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How the questions to a database are answered: not at all while it has no pod that runs. Only the
 * questions about a server that may still be starting take silence for an answer.
 */
final class DatabaseAnswers {
  private static final String VIEW = "V";
  private static final Login DOCUMENTED_DEFAULT = new Login.Basic("admin", "quest");

  private final Database database;

  private DatabaseAnswers(Database database) {
    this.database = database;
  }

  static void addTo(Registry<Look, Probe<?>, Optional<?>> answers, Database database) {
    DatabaseAnswers of = new DatabaseAnswers(database);
    answers.on(Probes.WholeServer.class, of::server);
    answers.on(Probes.Serving.class, of::serving);
    of.addLogins(answers);
    answers.on(
        Probes.CheckpointState.class,
        (look, ask) -> of.ask(look, ask.target(), database::checkpoint));
    answers.on(Probes.SnapshotInCheckpoint.class, of::checkpointed);
    answers.on(Probes.Tables.class, (look, ask) -> of.ask(look, ask.target(), database::tables));
    answers.on(Probes.Schema.class, (look, ask) -> of.ask(look, ask.target(), database::schema));
    answers.on(
        Probes.TablesWithCounts.class, (look, ask) -> of.ask(look, ask.target(), of::counted));
    answers.on(
        Probes.Parameters.class,
        (look, ask) ->
            of.ask(look, ask.target(), server -> database.parameters(server, ask.keys())));
    answers.on(Probes.Handshake.class, of::handshake);
    answers.on(Probes.Access.class, (look, ask) -> of.ask(look, ask.target(), database::access));
    answers.on(Probes.UploadProgress.class, of::uploads);
  }

  private void addLogins(Registry<Look, Probe<?>, Optional<?>> answers) {
    answers.on(Probes.Login.class, (look, ask) -> ask(look, ask.target(), database::admission));
    answers.on(
        Probes.DefaultLogin.class,
        (look, ask) ->
            ask(look, ask.target(), server -> database.admission(as(server, DOCUMENTED_DEFAULT))));
    answers.on(
        Probes.TokenLogin.class,
        (look, ask) ->
            look.secret(ask.tokenSecret(), "token")
                .flatMap(
                    token ->
                        ask(
                            look,
                            ask.target(),
                            server -> database.admission(as(server, new Login.Token(token))))));
    answers.on(
        Probes.UserLogin.class,
        (look, ask) ->
            look.secret(ask.passwordSecret(), "password")
                .flatMap(
                    password ->
                        ask(
                            look,
                            ask.target(),
                            server ->
                                database.admission(
                                    as(server, new Login.Basic(ask.user(), password))))));
  }

  /** The tables are read last, so that one which looks unmoved was not written meanwhile. */
  private CountedTables counted(Endpoint server) {
    List<String> names =
        database.tables(server).stream()
            .filter(table -> !table.kind().equals(VIEW))
            .map(TableState::name)
            .toList();
    List<TableCount> counts = database.counts(server, names);
    return new CountedTables(database.tables(server), counts);
  }

  /** The checkpoint is read last, so that it is not older than the cut that is seen. */
  private Optional<CheckpointedSnapshot> checkpointed(Look look, Probes.SnapshotInCheckpoint ask) {
    Optional<Snapshot> snapshot = look.snapshot(ask.snapshotName());
    return ask(
        look,
        ask.target(),
        server -> new CheckpointedSnapshot(snapshot, database.checkpoint(server)));
  }

  private Optional<Uploads> uploads(Look look, Probes.UploadProgress ask) {
    Optional<List<TableState>> tables = ask(look, ask.target(), database::tables);
    return tables.flatMap(
        read ->
            ask(look, ask.health(), health -> new Uploads(read, database.pendingUploads(health))));
  }

  private Optional<ServerView> server(Look look, Probes.WholeServer ask) {
    return look.podOf(ask.statefulSetName())
        .map(pod -> Target.plain(pod).as(ask.loginSecret().filter(look::hasLogin)))
        .flatMap(target -> ask(look, target, server -> view(server, ask.parameters())));
  }

  private ServerView view(Endpoint server, Set<String> parameters) {
    ServerIdentity identity = database.identity(server);
    Admission login = database.admission(server);
    return login == Admission.ADMITTED
        ? new ServerView(
            identity,
            login,
            Optional.of(database.checkpoint(server)),
            database.tables(server),
            database.parameters(server, parameters))
        : new ServerView(identity, login, Optional.empty(), List.of(), Map.of());
  }

  private Optional<ServerIdentity> serving(Look look, Probes.Serving ask) {
    try {
      return ask(look, ask.target(), database::identity);
    } catch (PortException.Unavailable notYet) {
      return podIsKnown(look, ask.target(), notYet);
    }
  }

  private Optional<String> handshake(Look look, Probes.Handshake ask) {
    Database.Listener listener = Database.Listener.valueOf(ask.listener().toUpperCase(Locale.ROOT));
    try {
      return ask(look, ask.target(), server -> database.handshake(server, listener));
    } catch (PortException.Unavailable notYet) {
      return podIsKnown(look, ask.target(), notYet);
    } catch (PortException.Rejected anotherCertificate) {
      return podIsKnown(look, ask.target(), anotherCertificate);
    }
  }

  /** The failure was the server's: had the pod or a Secret not been readable, this throws again. */
  private static <T> Optional<T> podIsKnown(Look look, Target target, PortException failure) {
    if (look.endpoint(target).isEmpty()) {
      throw failure;
    }
    return Optional.empty();
  }

  private <T> Optional<T> ask(Look look, Target target, Function<Endpoint, T> question) {
    return look.endpoint(target).map(question);
  }

  private static Endpoint as(Endpoint server, Login login) {
    return new Endpoint(server.host(), server.trust(), Optional.of(login));
  }
}
