package io.questdb.migration.steps;

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
  private static final Situation GIVEN =
      Situation.at(StepName.CONFIGURE_ACCESS, "everything")
          .sees(TOKEN, Admission.ADMITTED)
          .sees(LOGIN, Admission.DENIED);
  private static final Admitted ADMITTED = new Admitted(Situation.NOW);

  @TestFactory
  Stream<DynamicTest> serviceAccountsComeFirst() {
    Situation open = Situation.at(StepName.CONFIGURE_ACCESS);
    Situation done = GIVEN.sees(ACCESS, state(Set.of("ana"), GRANTS));
    String create = "create service accounts ingest";
    return StepTable.of(new ConfigureAccess())
        .asks("it looks at principals, tokens and logins", GIVEN, ACCESS, TOKEN, LOGIN)
        .asks("it looks at nothing where access is open", open)
        .row("where access is open there is nothing to make", open, "Skip NotRequested")
        .row("Enterprise went down again", GIVEN, "Wait NotServing")
        .row(
            "there is nobody yet",
            GIVEN.sees(ACCESS, new AccessState(Set.of(), Set.of(), Set.of(), Map.of(), Map.of())),
            "Act InProgress",
            create)
        .row("the account has no token", done.gone(TOKEN), "Act InProgress", create)
        .row(
            "its token is refused",
            done.sees(TOKEN, Admission.UNAUTHENTICATED),
            "Act InProgress",
            create)
        .row(
            "its token is good, for what it may do",
            done.sees(TOKEN, Admission.DENIED),
            "Complete Done",
            ADMITTED)
        .row(
            "it lacks a permission",
            GIVEN.sees(ACCESS, state(Set.of("ana"), Map.of("analysts", GRANTS.get("analysts")))),
            "Act InProgress",
            create)
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> thenGroupsAndUsers() {
    String create = "create groups analysts and users ana";
    Map<String, List<Grant>> more =
        Map.of(
            "analysts", List.of(new Grant("PGWIRE", ""), new Grant("SELECT", "trades")),
            "ingest", GRANTS.get("ingest"));
    return StepTable.of(new ConfigureAccess())
        .row(
            "the user is not there",
            GIVEN.sees(ACCESS, state(Set.of(), GRANTS)),
            "Act InProgress",
            create)
        .row(
            "the group lacks a permission",
            GIVEN.sees(ACCESS, state(Set.of("ana"), Map.of("ingest", GRANTS.get("ingest")))),
            "Act InProgress",
            create)
        .row(
            "the user is in no group",
            GIVEN.sees(
                ACCESS,
                new AccessState(
                    Set.of("ana"), Set.of("analysts"), Set.of("ingest"), Map.of(), GRANTS)),
            "Act InProgress",
            create)
        .row(
            "the user has another password",
            GIVEN.sees(ACCESS, state(Set.of("ana"), GRANTS)).sees(LOGIN, Admission.UNAUTHENTICATED),
            "Act InProgress",
            create)
        .row(
            "the Secret with the password was deleted",
            GIVEN.sees(ACCESS, state(Set.of("ana"), GRANTS)).gone(LOGIN),
            "Act InProgress",
            create)
        .row(
            "everybody is there",
            GIVEN.sees(ACCESS, state(Set.of("ana"), GRANTS)),
            "Complete Done",
            ADMITTED)
        .row(
            "what others granted is left to them",
            GIVEN.sees(ACCESS, state(Set.of("ana", "bob"), more)),
            "Complete Done",
            ADMITTED)
        .rows();
  }

  private static AccessState state(Set<String> users, Map<String, List<Grant>> grants) {
    return new AccessState(
        users, Set.of("analysts"), Set.of("ingest"), Map.of("ana", Set.of("analysts")), grants);
  }
}
