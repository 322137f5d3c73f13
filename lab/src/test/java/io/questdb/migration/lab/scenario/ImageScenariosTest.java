package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Stage;
import org.junit.jupiter.api.Test;

/** Which build of Enterprise a pod runs, when a registry and a kubelet decide that. */
@Scenarios
@OnlyOn(
    cluster = ClusterKind.NODE,
    reason = "digests, tags and pulls are a registry's and a kubelet's")
class ImageScenariosTest {
  /** The workload of the examples, by a registry that the kubelet asks at every start. */
  private static final String PULLED_ALWAYS =
      Repository.example("workload.yaml")
          .replace(
              "image: " + Images.OPEN_SOURCE,
              "image: registry.example.com/questdb:9.3.4\n          imagePullPolicy: Always")
          .replace(
              "      containers:\n",
              "      imagePullSecrets: [{name: questdb-enterprise}]\n      containers:\n");

  private final Stage stage;

  ImageScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void anImageMayBeNamedByItsDigest() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml");
        LabRegistry registry = new LabRegistry()) {
      String image = registry.enterpriseByDigest();
      // When
      play.site.apply(Repository.example("quick-start.yaml").replace(Images.ENTERPRISE, image));
      // Then
      play.assertMigrated();
      assertThat(play.image()).isEqualTo(image);
    }
  }

  @Test
  void aTagThatIsMovedAfterTheRehearsalIsToldAndTheRehearsedBuildGoesOnByItsDigest()
      throws Exception {
    try (LabRegistry registry = new LabRegistry();
        Play play = Play.beginWith(stage, PULLED_ALWAYS)) {
      // Given
      play.apply("approval.yaml");
      play.awaitReason("Approved", "AwaitingApproval");
      registry.moveTag();
      // When
      play.approve(play.site.migration().getStatus().getPlan().getHash());
      // Then
      RunState held = play.awaitReason("Stalled", "ImageChanged");
      assertThat(held.message("Stalled")).contains(registry.enterpriseByDigest());
      // When
      play.site.editWorkload(
          set ->
              set.getSpec()
                  .getTemplate()
                  .getSpec()
                  .getContainers()
                  .get(0)
                  .setImage(registry.enterpriseByDigest()));
      // Then
      play.assertMigrated();
    }
  }
}
