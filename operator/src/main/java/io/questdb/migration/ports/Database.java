package io.questdb.migration.ports;

import io.questdb.migration.facts.AccessState;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Parameter;
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
 * server does not answer and {@link PortException.Rejected} when it answers no; none retries.
 */
public interface Database {

  /** A listener whose TLS is proven by a handshake; ILP is the TCP one. */
  enum Listener {
    HTTP,
    HEALTH,
    PGWIRE,
    ILP
  }

  /** Edition and version from {@code /settings}; needs no login. */
  ServerIdentity identity(Endpoint endpoint);

  /** Whether {@code select 1} runs with the endpoint's login. */
  Admission admission(Endpoint endpoint);

  /** The answer of {@code checkpoint_status()}. */
  Checkpoint checkpoint(Endpoint endpoint);

  /**
   * {@code CHECKPOINT CREATE}. Returns only when the server answered OK.
   *
   * @param timeout how long the server may take; it may need seconds per thousand tables
   */
  void enterCheckpoint(Endpoint endpoint, Duration timeout);

  /** {@code CHECKPOINT RELEASE}; may be repeated. */
  void releaseCheckpoint(Endpoint endpoint);

  /** Every table but system ones. */
  List<TableState> tables(Endpoint endpoint);

  /** The schema of every user table, by name. */
  List<TableSchema> schema(Endpoint endpoint);

  /**
   * Exact counts and bounds of the named tables, as few statements as the length of a URL allows.
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

  /** Users, groups, service accounts and their grants. */
  AccessState access(Endpoint endpoint);

  /** Runs one statement that answers with no rows. */
  void execute(Endpoint endpoint, Sql statement);

  /** Creates a REST token for a service account and returns it; it is shown only once. */
  String createToken(Endpoint endpoint, String serviceAccount, String timeToLive);

  /**
   * The documented metric of uploads that are still to come, from the health listener's {@code
   * /metrics}.
   */
  long pendingUploads(Endpoint endpoint);
}
