package io.questdb.migration.ports;

import io.questdb.migration.facts.AccessState;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.PendingUpload;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.TableCount;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.TableState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A QuestDB server on the wire. Every method throws {@link PortException.Unavailable} when the
 * server does not answer and {@link PortException.Rejected} when it answers no; none retries. What
 * an exception says never holds a literal of a statement.
 */
public interface Database {

  /** A listener whose TLS is proven by a handshake; ILP is the TCP one. */
  enum Listener {
    /** REST, web console and ILP over HTTP. */
    HTTP,
    /** Health and metrics. */
    HEALTH,
    /** The PostgreSQL protocol. */
    PGWIRE,
    /** InfluxDB line protocol over TCP. */
    ILP
  }

  /** Edition and version from {@code /settings}; needs no login. */
  ServerIdentity identity(Endpoint endpoint);

  /** Whether {@code select 1} runs with the endpoint's login, on a connection of its own. */
  Admission admission(Endpoint endpoint);

  /** The answer of {@code checkpoint_status()}. */
  Checkpoint checkpoint(Endpoint endpoint);

  /**
   * {@code CHECKPOINT CREATE}. Returns only when the server answered OK; {@link
   * PortException.Rejected} says that no checkpoint was entered by this call.
   *
   * @param timeout how long the server may take, also where its own {@code query.timeout} (60 s) is
   *     shorter; it may need ten seconds per thousand tables. Interrupting the thread, too, ends
   *     the wait; the server then gives up by itself, seconds later
   */
  void enterCheckpoint(Endpoint endpoint, Duration timeout);

  /** {@code CHECKPOINT RELEASE}; may be repeated. */
  void releaseCheckpoint(Endpoint endpoint);

  /** Every table, materialized view and view but the server's own, by name. */
  List<TableState> tables(Endpoint endpoint);

  /** The schema of every user table, by name. */
  List<TableSchema> schema(Endpoint endpoint);

  /**
   * Exact counts and bounds of the named tables in their order, as few statements as the length of
   * a URL allows. A table that the server does not have is left out.
   */
  List<TableCount> counts(Endpoint endpoint, Collection<String> tables);

  /**
   * The rows of {@code SHOW PARAMETERS} for these keys; a key that the server does not know is left
   * out.
   */
  Map<String, Parameter> parameters(Endpoint endpoint, Collection<String> keys);

  /**
   * A TLS handshake on that listener that trusts exactly the endpoint's certificate; returns the
   * subject of the leaf.
   *
   * @throws PortException.Rejected when the listener speaks plain text or shows another certificate
   */
  String handshake(Endpoint endpoint, Listener listener);

  /** Users, groups, service accounts and their grants; a few statements for each principal. */
  AccessState access(Endpoint endpoint);

  /** Runs one statement that answers with no rows. */
  void execute(Endpoint endpoint, Sql statement);

  /**
   * Creates a REST token for a service account and returns it; it is shown only once. When no
   * answer comes, a token may exist that nobody knows.
   *
   * @param timeToLive for example {@code 365d}
   */
  String createToken(Endpoint endpoint, String serviceAccount, String timeToLive);

  /**
   * The samples of the documented metric of uploads that are still to come, from the health
   * listener's {@code /metrics}. That listener may speak plain text where the others do not: the
   * endpoint says what it speaks.
   *
   * @throws PortException.Unavailable also while the metric is not shown yet
   * @throws PortException.Rejected also when metrics are off
   */
  List<PendingUpload> pendingUploads(Endpoint endpoint);
}
