package io.questdb.migration.adapter.questdb;

import com.fasterxml.jackson.databind.JsonNode;
import io.questdb.migration.adapter.questdb.Rows.Row;
import io.questdb.migration.change.AccessSql;
import io.questdb.migration.facts.AccessState;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.PendingUpload;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.TableCount;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.TableState;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.ports.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server reached by its HTTP listener: statements by {@code GET /exec}, the edition by {@code GET
 * /settings}; the other listeners by TLS handshake. Idle connections are kept, so that a step does
 * not pay a handshake for each question. Safe for use by many threads; a call ends early with
 * {@link PortException.Unavailable} when its thread is interrupted.
 */
public final class WireDatabase implements Database {
  private final Wire wire;
  private final SqlClient client;
  private final Catalogue catalogue;
  private final TableCounts tableCounts;
  private final AccessCatalogue accessCatalogue;
  private final TlsProof tlsProof;
  private final PendingUploads uploads;

  /**
   * @param connectTimeout for a connection and its TLS handshake
   * @param requestTimeout for one answer, {@link #enterCheckpoint} excepted; the server is told,
   *     too
   */
  public WireDatabase(Duration connectTimeout, Duration requestTimeout, ListenerPorts ports) {
    wire = new Wire(new Connections(connectTimeout), ports);
    client = new SqlClient(wire, requestTimeout);
    catalogue = new Catalogue(client);
    tableCounts = new TableCounts(client, catalogue);
    accessCatalogue = new AccessCatalogue(client);
    tlsProof = new TlsProof(wire);
    uploads = new PendingUploads(wire, requestTimeout);
  }

  @Override
  public ServerIdentity identity(Endpoint endpoint) {
    JsonNode settings = client.get(endpoint, "/settings");
    JsonNode config = settings.path("config").isObject() ? settings.path("config") : settings;
    String version = config.path("release.version").asText();
    for (Edition edition : Edition.values()) {
      if (edition.name().equals(config.path("release.type").asText()) && !version.isEmpty()) {
        return new ServerIdentity(edition, version);
      }
    }
    throw new PortException.Rejected(
        "/settings of "
            + wire.address(endpoint, Listener.HTTP)
            + " does not say edition and version: not QuestDB, or older than 8.0");
  }

  @Override
  public Admission admission(Endpoint endpoint) {
    Sql question = Sql.of("select 1");
    HttpAnswer answer = client.ask(endpoint, question);
    return switch (answer.status()) {
      case 401 -> Admission.UNAUTHENTICATED;
      case 403 -> Admission.DENIED;
      default -> {
        client.rows(endpoint, question, answer);
        yield Admission.ADMITTED;
      }
    };
  }

  @Override
  public Checkpoint checkpoint(Endpoint endpoint) {
    Row status = client.run(endpoint, Sql.of("select * from checkpoint_status()")).single();
    String startedAt = status.text(1);
    return new Checkpoint(
        status.flag(0),
        startedAt.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(startedAt)));
  }

  @Override
  public void enterCheckpoint(Endpoint endpoint, Duration timeout) {
    client.run(endpoint, Sql.of("CHECKPOINT CREATE"), timeout);
  }

  @Override
  public void releaseCheckpoint(Endpoint endpoint) {
    client.run(endpoint, Sql.of("CHECKPOINT RELEASE"));
  }

  @Override
  public List<TableState> tables(Endpoint endpoint) {
    return catalogue.tables(endpoint);
  }

  @Override
  public List<TableSchema> schema(Endpoint endpoint) {
    return catalogue.schema(endpoint);
  }

  @Override
  public List<TableCount> counts(Endpoint endpoint, Collection<String> tables) {
    return tableCounts.count(endpoint, tables);
  }

  @Override
  public Map<String, Parameter> parameters(Endpoint endpoint, Collection<String> keys) {
    return catalogue.parameters(endpoint, keys);
  }

  @Override
  public String handshake(Endpoint endpoint, Listener listener) {
    return tlsProof.handshake(endpoint, listener);
  }

  @Override
  public AccessState access(Endpoint endpoint) {
    return accessCatalogue.read(endpoint);
  }

  @Override
  public void execute(Endpoint endpoint, Sql statement) {
    client.run(endpoint, statement);
  }

  @Override
  public String createToken(Endpoint endpoint, String serviceAccount, String timeToLive) {
    Sql statement = AccessSql.createToken(serviceAccount, timeToLive);
    return client.run(endpoint, statement).single().text("token");
  }

  @Override
  public List<PendingUpload> pendingUploads(Endpoint endpoint) {
    return uploads.pending(endpoint);
  }
}
