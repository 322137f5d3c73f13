package io.questdb.migration.steps.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.questdb.migration.facts.ConfigSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationActionTest {
  private static final String VALUE = "s3cret";
  private static final Map<String, String> VALUES = Map.of("key", VALUE);

  static Stream<MigrationAction> withContent() {
    return Stream.of(
        new MigrationAction.Create(
            new SecretBuilder()
                .withNewMetadata()
                .withName("made")
                .endMetadata()
                .withStringData(VALUES)
                .build()),
        new MigrationAction.PatchWorkload("made", VALUE),
        new MigrationAction.AllowEnterprise("made", VALUE),
        new MigrationAction.CreateMergedConfig(
            new ConfigSource(ConfigSource.Kind.SECRET, "conf", "server.conf"),
            "hash",
            new TreeMap<>(VALUES),
            "made"),
        new MigrationAction.WriteRunRecord("made", VALUES),
        new MigrationAction.WriteHandoff("made", VALUES));
  }

  @ParameterizedTest
  @MethodSource("withContent")
  void whatIsWrittenIsNotPrinted(MigrationAction action) {
    assertThat(action.toString()).contains("made").doesNotContain(VALUE);
  }
}
