package io.questdb.migration.steps;

import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.AccessState;
import io.questdb.migration.facts.AccessState.Grant;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Admitted;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Group analysts with PGWIRE, user ana in it, service account ingest with ILP and a token. */
class ConfigureAccessTest {
  private static final Target SERVER =
      new Target("questdb-0", Optional.of("tls"), "questdb.db.svc", Optional.of("admin"));
  private static final Probes.Access ACCESS = new Probes.Access(SERVER);
  private static final Probes.TokenLogin TOKEN = new Probes.TokenLogin(SERVER, "ingest-token");
  private static final Map<String, List<Grant>> GRANTS =
      Map.of("analysts", List.of(new Grant("PGWIRE", "")), "ingest", List.of(new Grant("ILP", "")));
  private static final Probes.UserLogin LOGIN = new Probes.UserLogin(SERVER, "ana", "ana-login");
  private static final AccessState NOBODY =
      new AccessState(Set.of(), Set.of(), Set.of(), Map.of(), Map.of());
  private static final Situation SENT =
      Situation.at(StepName.CONFIGURE_ACCESS, "everything")
          .sees(TOKEN, Admission.ADMITTED)
          .sees(LOGIN, Admission.DENIED);
  private static final Situation GIVEN = SENT.without(StepName.CONFIGURE_ACCESS);
  private static final Admitted ADMITTED = new Admitted(Situation.NOW);

  @TestFactory
  Stream<DynamicTest> whatIsMissingIsCreated() {
    Situation open = Situation.at(StepName.CONFIGURE_ACCESS);
    Situation done = GIVEN.sees(ACCESS, state(Set.of("ana"), GRANTS));
    String account = "create service accounts ingest, groups  and users ";
    String user = "create service accounts , groups  and users ana";
    return StepTable.of(new ConfigureAccess())
        .asks("it looks at principals, tokens and logins", GIVEN, ACCESS, TOKEN, LOGIN)
        .asks("it looks at nothing where access is open", open)
        .row("where access is open there is nothing to make", open, "Skip NotRequested")
        .row("Enterprise went down again", GIVEN, "Wait NotServing")
        .row(
            "there is nobody yet",
            GIVEN.sees(ACCESS, NOBODY),
            "Act InProgress",
            "create service accounts ingest, groups analysts and users ana")
        .row("the account has no token", done.gone(TOKEN), "Act InProgress", account)
        .row(
            "its token is refused",
            done.sees(TOKEN, Admission.UNAUTHENTICATED),
            "Act InProgress",
            account)
        .row(
            "its token is good, for what it may do",
            done.sees(TOKEN, Admission.DENIED),
            "Complete Done",
            ADMITTED)
        .row(
            "it lacks a permission",
            GIVEN.sees(ACCESS, state(Set.of("ana"), Map.of("analysts", GRANTS.get("analysts")))),
            "Act InProgress",
            account)
        .row(
            "the user is not there",
            GIVEN.sees(ACCESS, state(Set.of(), GRANTS)),
            "Act InProgress",
            user)
        .row(
            "the group lacks a permission",
            GIVEN.sees(ACCESS, state(Set.of("ana"), Map.of("ingest", GRANTS.get("ingest")))),
            "Act InProgress",
            "create service accounts , groups analysts and users ")
        .row(
            "the user is in no group",
            GIVEN.sees(
                ACCESS,
                new AccessState(
                    Set.of("ana"), Set.of("analysts"), Set.of("ingest"), Map.of(), GRANTS)),
            "Act InProgress",
            user)
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whatWasCreatedIsReadBack() {
    Map<String, List<Grant>> more =
        Map.of(
            "analysts", List.of(new Grant("PGWIRE", ""), new Grant("SELECT", "trades")),
            "ingest", GRANTS.get("ingest"));
    Situation incomplete = SENT.sees(ACCESS, state(Set.of(), GRANTS));
    Row row = SENT.run().ledger().row(StepName.CONFIGURE_ACCESS).orElseThrow();
    String again = "create service accounts , groups  and users ana";
    return StepTable.of(new ConfigureAccess())
        .row(
            "the user has another password",
            GIVEN.sees(ACCESS, state(Set.of("ana"), GRANTS)).sees(LOGIN, Admission.UNAUTHENTICATED),
            "Act InProgress",
            again)
        .row(
            "the Secret with the password was deleted",
            GIVEN.sees(ACCESS, state(Set.of("ana"), GRANTS)).gone(LOGIN),
            "Act InProgress",
            again)
        .row(
            "everybody is there",
            SENT.sees(ACCESS, state(Set.of("ana"), GRANTS)),
            "Complete Done",
            ADMITTED)
        .row(
            "what others granted is left to them",
            SENT.sees(ACCESS, state(Set.of("ana", "bob"), more)),
            "Complete Done",
            ADMITTED)
        .row("somebody is not as declared", incomplete, "Wait AccessIncomplete")
        .says("who it is", incomplete, "user ana")
        .row(
            "after a while it is sent again",
            incomplete.with(row.shows(Reason.ACCESS_INCOMPLETE, "user ana")),
            "Act InProgress",
            again)
        .row(
            "a refusal is tried again as every action is",
            incomplete.with(row.shows(Reason.ACTION_FAILED, "no")),
            "Act InProgress",
            again)
        .rows();
  }

  private static AccessState state(Set<String> users, Map<String, List<Grant>> grants) {
    return new AccessState(
        users, Set.of("analysts"), Set.of("ingest"), Map.of("ana", Set.of("analysts")), grants);
  }
}
