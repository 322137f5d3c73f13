package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Target;
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
  private static final Probes.PendingUploads UPLOADS = new Probes.PendingUploads(HEALTH);
  private static final Situation GIVEN =
      Situation.at(StepName.VERIFY_REPLICATION, "everything")
          .sees(PARAMETERS, parameters("primary", "one"))
          .sees(UPLOADS, 0L);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation none = Situation.at(StepName.VERIFY_REPLICATION);
    return StepTable.of(new VerifyReplication())
        .asks(
            "it looks at the parameters, and at the uploads by the health listener",
            GIVEN,
            PARAMETERS,
            UPLOADS)
        .asks("it looks at nothing without replication", none)
        .row("without replication there is nothing to verify", none, "Skip NotRequested")
        .row("everything is uploaded", GIVEN, "Complete Done")
        .row("something is still to be uploaded", GIVEN.sees(UPLOADS, 3L), "Wait InProgress")
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

  private static Map<String, Parameter> parameters(String role, String id) {
    return Map.of(
        ROLE, new Parameter(ROLE, role, "conf"),
        ID, new Parameter(ID, id, "conf"));
  }
}
