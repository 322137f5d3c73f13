package io.questdb.migration.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.facts.Claimant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimChecksTest {
  private static final String RELEASE =
      "kubectl -n ns annotate statefulset questdb migration.questdb.io/run-"
          + " migration.questdb.io/edition-";
  private static final String FINISHED =
      "kubectl -n ns annotate statefulset questdb migration.questdb.io/edition=enterprise"
          + " --overwrite";

  @Test
  void aSetThatNobodyHasClaimedIsFree() {
    assertThat(find(Small.set().build(), Optional.empty())).isEmpty();
  }

  @Test
  void aRunThatGoesOnIsNamedAndWaitedFor() {
    Finding found = only(claimed("another"), Optional.of(new Claimant("first", false)));
    assertThat(Small.lines(List.of(found))).containsExactly("Block WorkloadClaimed");
    assertThat(found.message()).contains("QuestDBMigration first", "another");
    assertThat(found.remedy()).contains("kubectl -n ns get qdbm first").doesNotContain("annotate");
  }

  @Test
  void aRunThatFailedWithEnterpriseOnTheVolumeIsEndedByAPerson() {
    Finding found = only(claimed("another"), Optional.of(new Claimant("first", true)));
    assertThat(found.message()).contains("QuestDBMigration first", "has failed");
    assertThat(found.remedy())
        .startsWith("Never start open source on this volume.")
        .contains(FINISHED, RELEASE);
  }

  @Test
  void aRunThatIsGoneLeftTheOldTemplate() {
    Finding found = only(claimed("another"), Optional.empty());
    assertThat(found.message()).contains("no longer exists", "another");
    assertThat(found.remedy())
        .startsWith("If Enterprise was never allowed on the volume")
        .contains("get pods -l migration.questdb.io/run=another", RELEASE);
  }

  @Test
  void aRunThatIsGoneLeftTheEnterpriseTemplate() {
    StatefulSet set = claimed("another");
    set.getSpec().getTemplate().getMetadata().setAnnotations(Map.of(Labels.RUN, "another"));
    assertThat(only(set, Optional.empty()).remedy())
        .startsWith("Never start open source on this volume.")
        .contains(FINISHED, RELEASE);
  }

  @Test
  void aClaimOfThisRunThatItsStatusDoesNotKnowIsALostLedger() {
    Finding found = only(claimed(Small.UID), Optional.empty());
    assertThat(Small.lines(List.of(found))).containsExactly("Block LedgerLost");
    assertThat(found.remedy()).startsWith("Put the status back").contains(RELEASE);
  }

  @Test
  void aSetThatIsMarkedAsMigratedHasNothingElseWrong() {
    StatefulSet set = claimed("another");
    set.getMetadata()
        .setAnnotations(Map.of(Labels.RUN, "another", Labels.EDITION, Labels.ENTERPRISE));
    assertThat(Small.lines(find(set, Optional.of(new Claimant("first", false)))))
        .containsExactly("Block AlreadyEnterprise");
  }

  private static StatefulSet claimed(String runUid) {
    return Small.set()
        .editMetadata()
        .addToAnnotations(Labels.RUN, runUid)
        .addToAnnotations(Labels.EDITION, Labels.MIGRATING)
        .endMetadata()
        .editSpec()
        .editTemplate()
        .withNewMetadata()
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Finding only(StatefulSet set, Optional<Claimant> claimant) {
    List<Finding> found = find(set, claimant);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<Finding> find(StatefulSet set, Optional<Claimant> claimant) {
    return ClaimChecks.findings(Small.run(), set, claimant);
  }
}
