package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.PendingUpload;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.TableState;
import io.questdb.migration.facts.Target;
import io.questdb.migration.facts.Uploads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class VerifyReplicationTest {
  private static final String ROLE = "replication.role";
  private static final String ID = "cairo.snapshot.instance.id";
  private static final Target SERVER =
      new Target("questdb-0", Optional.of("tls"), "questdb.db.svc", Optional.of("admin"));
  private static final Target HEALTH =
      new Target("questdb-0", Optional.empty(), "questdb.db.svc", Optional.of("admin"));
  private static final Probes.Parameters PARAMETERS =
      new Probes.Parameters(SERVER, Set.of(ROLE, ID));
  private static final Probes.UploadProgress UPLOADS = new Probes.UploadProgress(SERVER, HEALTH);
  private static final Situation GIVEN =
      Situation.at(StepName.VERIFY_REPLICATION, "everything")
          .sees(PARAMETERS, parameters("primary", "one"))
          .sees(UPLOADS, uploads(9, pending("trades", 0)))
          .keeps(Seen.record(List.of(), Seen.sealed("trades", 5)));

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation none = Situation.at(StepName.VERIFY_REPLICATION);
    return StepTable.of(new VerifyReplication())
        .asks(
            "it looks at the parameters, at the uploads by the health listener, and at the seal",
            GIVEN,
            PARAMETERS,
            UPLOADS,
            Seen.RECORD)
        .asks("it looks at nothing without replication", none)
        .row("without replication there is nothing to verify", none, "Skip NotRequested")
        .row("everything is uploaded", GIVEN, "Complete Done")
        .row(
            "everything is uploaded, and the seal is gone",
            GIVEN.gone(Seen.RECORD),
            "Complete Done")
        .row(
            "the server has another role",
            GIVEN.sees(PARAMETERS, parameters("none", "one")),
            "Fail ReplicationIncomplete")
        .row(
            "it has another instance id",
            GIVEN.sees(PARAMETERS, parameters("primary", "two")),
            "Fail ReplicationIncomplete")
        .row("it knows neither", GIVEN.sees(PARAMETERS, Map.of()), "Fail ReplicationIncomplete")
        .row("Enterprise went down again", GIVEN.gone(PARAMETERS).gone(UPLOADS), "Wait NotServing")
        .says(
            "what it is and what was asked for is told",
            GIVEN.sees(PARAMETERS, parameters("none", "two")),
            "'none'",
            "'two'",
            "'one'")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whileClientsWrite() {
    return StepTable.of(new VerifyReplication())
        .row(
            "what was sealed is uploaded, and something else is not yet",
            uploading(9, pending("trades", 4)),
            "Complete Done")
        .row(
            "the table is told by its directory",
            uploading(9, pending("trades~1", 4), pending("other", 1000)),
            "Complete Done")
        .row(
            "something that was sealed is not uploaded",
            uploading(9, pending("trades", 5)),
            "Wait InProgress")
        .row(
            "the metric tells no table apart, and all of it may be sealed",
            uploading(9, new PendingUpload(Set.of(), 5)),
            "Wait InProgress")
        .row(
            "it does not tell the sealed table",
            uploading(9, pending("other", 5)),
            "Wait InProgress")
        .row(
            "the seal was deleted",
            uploading(9, pending("trades", 4)).gone(Seen.RECORD),
            "Fail LedgerLost")
        .row(
            "the seal was changed",
            uploading(9, pending("trades", 4))
                .sees(Seen.RECORD, Seen.record(List.of(), Seen.sealed("trades", 1))),
            "Hold LedgerLost")
        .says("the table is told", uploading(9, pending("trades", 5)), "trades", "5 transactions")
        .rows();
  }

  private static Situation uploading(long committed, PendingUpload... pending) {
    return GIVEN.sees(UPLOADS, uploads(committed, pending));
  }

  private static Uploads uploads(long committed, PendingUpload... pending) {
    TableState trades =
        new TableState("trades", "trades~1", "T", true, false, committed, committed);
    return new Uploads(List.of(trades), List.of(pending));
  }

  private static PendingUpload pending(String table, long transactions) {
    return new PendingUpload(Set.of(table, "primary"), transactions);
  }

  private static Map<String, Parameter> parameters(String role, String id) {
    return Map.of(
        ROLE, new Parameter(ROLE, role, "conf"),
        ID, new Parameter(ID, id, "conf"));
  }
}
