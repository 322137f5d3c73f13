package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import io.questdb.migration.crash.Originals;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadPatchTest {
  private static final Originals.Variant PLAIN = Originals.variant("plain");
  private static final int SEEDS = 200;

  // --- the swap and its way back, over random templates; a failure names its seed ----------------

  @Test
  void thePatchMakesTheTemplateAndNothingElse() throws JsonProcessingException {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Originals.Variant variant : Originals.VARIANTS) {
        StatefulSet before = RandomTemplate.of(seed, variant.set());
        StatefulSet after = Workload.enterprise(before, variant);
        assertThat(applied(WorkloadPatch.of(before).template(before, after), before))
            .as("seed %d, %s", seed, variant.name())
            .isEqualTo(json(after));
      }
    }
  }

  @Test
  void theInverseGivesTheOriginalBack() throws JsonProcessingException {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Originals.Variant variant : Originals.VARIANTS) {
        StatefulSet before = RandomTemplate.of(seed, variant.set());
        StatefulSet after = Workload.enterprise(before, variant);
        assertThat(applied(WorkloadPatch.later().template(after, before), after))
            .as("seed %d, %s", seed, variant.name())
            .isEqualTo(json(before));
      }
    }
  }

  /** The inverse is made before the stop: what the stop changes must not matter to it. */
  @Test
  void theInverseIsTheSameOfTheStoppedSet() {
    StatefulSet running = PLAIN.set();
    StatefulSet stopped =
        new StatefulSetBuilder(running)
            .editMetadata()
            .withResourceVersion("9")
            .addToAnnotations(Labels.RUN, Originals.RUN_UID)
            .endMetadata()
            .editSpec()
            .withReplicas(0)
            .endSpec()
            .build();
    assertThat(inverse(stopped)).isEqualTo(inverse(running));
  }

  // --- what voids a patch ------------------------------------------------------------------------

  static Stream<Arguments> others() {
    StatefulSet set = PLAIN.set();
    WorkloadPatch observed = WorkloadPatch.of(set).replicas(0);
    return Stream.of(
        Arguments.of(
            "the set was written by somebody else",
            WorkloadPatch.of(set).replicas(0),
            new StatefulSetBuilder(set)
                .editMetadata()
                .withResourceVersion("8")
                .endMetadata()
                .build()),
        Arguments.of(
            "the set was made anew",
            observed,
            new StatefulSetBuilder(set).editMetadata().withUid("x").endMetadata().build()),
        Arguments.of(
            "a later patch meets another set", WorkloadPatch.later().testUid("x").replicas(1), set),
        Arguments.of("it is scaled up", WorkloadPatch.of(set).testReplicas(0).replicas(1), set),
        Arguments.of("the image is another", WorkloadPatch.of(set).testImage(0, "x"), set));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void aPatchIsRefusedAsAWhole(String sentence, WorkloadPatch patch, StatefulSet met) {
    assertThatThrownBy(() -> applied(patch, met)).isInstanceOf(JsonPatchException.class);
  }

  @Test
  void aPatchThatMeetsWhatItExpectsIsNot() throws JsonProcessingException {
    StatefulSet set = PLAIN.set();
    WorkloadPatch patch =
        WorkloadPatch.of(set)
            .testUid("set")
            .testReplicas(1)
            .testImage(0, "questdb/questdb:9.3.4")
            .replicas(0);
    assertThat(applied(patch, set).at("/spec/replicas").asInt()).isZero();
  }

  // --- annotations -------------------------------------------------------------------------------

  static Stream<Arguments> annotated() {
    return Stream.of(Arguments.of(Map.of()), Arguments.of(Map.of("team", "trades", "a/~b", "c")));
  }

  @ParameterizedTest
  @MethodSource("annotated")
  void annotationsComeAndGoBesideThoseOfOthers(Map<String, String> others)
      throws JsonProcessingException {
    StatefulSet before = annotate(others);
    Map<String, String> ours = Map.of(Labels.RUN, "u", Labels.EDITION, Labels.MIGRATING);

    JsonNode claimed = applied(WorkloadPatch.of(before).annotate(before, ours), before);
    StatefulSet after = Workload.JSON.treeToValue(claimed, StatefulSet.class);
    JsonNode left =
        applied(
            WorkloadPatch.of(after).removeAnnotations(after, Labels.RUN, Labels.EDITION), after);

    assertThat(after.getMetadata().getAnnotations()).containsAllEntriesOf(others);
    assertThat(after.getMetadata().getAnnotations()).containsAllEntriesOf(ours);
    assertThat(Workload.JSON.treeToValue(left, StatefulSet.class).getMetadata().getAnnotations())
        .isEqualTo(others);
  }

  @Test
  void anAnnotationThatSomebodyTookAwayIsNotRemovedAgain() throws JsonProcessingException {
    StatefulSet set = annotate(Map.of());
    assertThat(applied(WorkloadPatch.of(set).removeAnnotations(set, Labels.RUN), set))
        .isEqualTo(json(set));
  }

  private static StatefulSet annotate(Map<String, String> annotations) {
    return new StatefulSetBuilder(PLAIN.set())
        .editMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }

  private static String inverse(StatefulSet set) {
    return WorkloadPatch.later().template(Workload.enterprise(set, PLAIN), set).json();
  }

  private static JsonNode applied(WorkloadPatch patch, StatefulSet set)
      throws JsonProcessingException {
    return JsonPatch.apply(Workload.JSON.readTree(patch.json()), json(set));
  }

  private static JsonNode json(StatefulSet set) {
    return Workload.JSON.valueToTree(set);
  }
}
