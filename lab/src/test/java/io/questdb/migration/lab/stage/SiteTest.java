package io.questdb.migration.lab.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.apiserver.Fault;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.node.Images;
import org.junit.jupiter.api.Test;

/** What a person does to a database of the stage. */
class SiteTest {

  @Test
  void anEditOfTheWorkloadThatMeetsAnotherWriterIsMadeAgain() {
    try (Stage stage = Stage.open(ClusterKind.EMBEDDED, Images.standard());
        Site site = stage.site("edits")) {
      // Given
      site.apply(Repository.example("workload.yaml").replace("replicas: 1", "replicas: 0"));
      for (String verb : new String[] {"patch", "update"}) {
        stage
            .cluster()
            .api()
            .faults()
            .add(new Fault(verb, "statefulsets", Site.NAME, 2, new Fault.Answer(409)));
      }
      // When
      site.editWorkload(set -> set.getMetadata().getLabels().put("edited", "true"));
      // Then
      assertThat(site.workload().getMetadata().getLabels()).containsEntry("edited", "true");
      assertThat(site.workload().getSpec().getReplicas()).isZero();
    }
  }
}
