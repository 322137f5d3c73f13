package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategyBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Labels;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.cluster.ClusterOrSkip;
import io.questdb.migration.lab.cluster.ControlPlane;
import io.questdb.migration.lab.cluster.Terminal;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who owns which field of the workload, when somebody else has made it and will write it again. */
@Scenarios
@OnlyOn(
    cluster = ClusterKind.CONTROL_PLANE,
    reason = "who owns a field is decided by kube-apiserver alone")
class FieldOwnershipTest {
  private static final String TEMPLATE = "f:spec f:template ";
  private static final String POD = TEMPLATE + "f:spec ";
  private static final String CONTAINER = POD + "f:containers k:{\"name\":\"questdb\"} ";
  private static final String IMAGE = CONTAINER + "f:image";
  private static final String REPLICAS = "f:spec f:replicas";
  private static final String EDITION = "f:metadata f:annotations f:" + Labels.EDITION;

  /** What there was nothing of before. */
  private static final List<String> ADDED =
      List.of(
          EDITION,
          TEMPLATE + "f:metadata f:annotations f:" + Labels.RUN,
          POD + "f:imagePullSecrets k:{\"name\":\"questdb-enterprise\"}",
          POD + "f:volumes k:{\"name\":\"questdb-migration-tls\"}",
          CONTAINER + "f:env k:{\"name\":\"QDB_ACL_ADMIN_PASSWORD_FILE\"}",
          CONTAINER + "f:volumeMounts k:{\"mountPath\":\"/var/lib/questdb/conf/server.conf\"}");

  private final Stage stage;
  @TempDir private Path directory;

  FieldOwnershipTest(Stage stage) {
    this.stage = stage;
  }

  @ParameterizedTest
  @EnumSource
  void whoeverDeployedTheWorkloadTakesTheHandOffAndChangesNothing(Deployer deployer)
      throws Exception {
    ControlPlane controlPlane = stage.cluster().controlPlane().orElseThrow();
    ClusterOrSkip.need(deployer.isThere(controlPlane), "lab/cluster/cluster.sh build helm");
    Consumer<Site> workload = site -> deploy(deployer, site, "", 0);
    try (Play play = Play.begin(stage, workload)) {
      // Given
      assertThat(owners(play, IMAGE)).containsExactly(deployer.manager);
      assertThat(owners(play, REPLICAS)).containsExactly(deployer.manager);
      // When
      play.apply("everything.yaml");
      play.stopAtTheFence();
      // Then
      assertThat(owners(play, IMAGE)).containsExactly(Labels.FIELD_MANAGER);
      assertThat(owners(play, REPLICAS)).containsExactly(Labels.FIELD_MANAGER);
      // When
      play.refuseNothing();
      play.assertMigrated();
      // Then
      assertOwned(play, Set.of(Labels.FIELD_MANAGER));
      assertThat(play.awaitEnd().findings())
          .filteredOn(finding -> finding.getReason().equals("OwnedByGitOps"))
          .as("a Helm release is a reason to warn")
          .hasSize(deployer.manager.equals("helm") ? 1 : 0);
      // When
      StatefulSet before = play.site.workload();
      deploy(deployer, play.site, play.handoff().get("statefulset.yaml"), 0);
      // Then
      assertThat(play.site.workload().getSpec())
          .as("the hand-off says what is there: no pod is made anew")
          .isEqualTo(before.getSpec());
      assertOwned(
          play,
          deployer.serverSide
              ? Set.of(deployer.manager, Labels.FIELD_MANAGER)
              : Set.of(Labels.FIELD_MANAGER));
      assertWhatTheOldFilesDo(deployer, play);
    }
  }

  /** Stated, not wished for: a policy will have to refuse it. */
  private void assertWhatTheOldFilesDo(Deployer deployer, Play play) {
    // No pod follows its template, so that open source is not started on this volume.
    play.site.editWorkload(
        set ->
            set.getSpec()
                .getUpdateStrategy()
                .setRollingUpdate(
                    new RollingUpdateStatefulSetStrategyBuilder().withPartition(1).build()));
    if (deployer.serverSide) {
      Terminal.Ran refused = deploy(deployer, play.site, "", 1);
      assertThat(refused.output()).contains("conflict", "\"" + Labels.FIELD_MANAGER + "\"");
      assertThat(play.image()).isEqualTo(Images.ENTERPRISE);
    } else {
      deploy(deployer, play.site, "", 0);
      assertThat(play.image()).isEqualTo(Images.OPEN_SOURCE);
    }
  }

  private Terminal.Ran deploy(Deployer deployer, Site site, String handoff, int code) {
    try {
      ControlPlane controlPlane = stage.cluster().controlPlane().orElseThrow();
      Terminal terminal = new Terminal(controlPlane, site.namespace());
      Terminal.Ran ran = deployer.deploy(terminal, directory, handoff);
      assertThat(ran.code()).as(ran.output()).isEqualTo(code);
      return ran;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertOwned(Play play, Set<String> managers) {
    assertThat(owners(play, IMAGE)).as(IMAGE).isEqualTo(managers);
    assertThat(owners(play, REPLICAS)).as(REPLICAS).isEqualTo(managers);
    for (String field : ADDED) {
      assertThat(owners(play, field)).as(field).isEqualTo(managers);
    }
  }

  /** Those whose entry has the field; the words of its path are apart by a space. */
  private static Set<String> owners(Play play, String field) {
    Set<String> owners = new TreeSet<>();
    for (ManagedFieldsEntry entry : play.site.workload().getMetadata().getManagedFields()) {
      Object fields = entry.getFieldsV1().getAdditionalProperties();
      for (String word : field.split(" ", -1)) {
        fields = fields instanceof Map<?, ?> map ? map.get(word) : null;
      }
      if (fields != null) {
        owners.add(entry.getManager());
      }
    }
    return owners;
  }
}
