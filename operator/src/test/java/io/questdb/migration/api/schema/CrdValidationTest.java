package io.questdb.migration.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.questdb.migration.api.schema.CrdFiles.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrdValidationTest {

  private final CrdRules rules = new CrdRules();

  static Stream<Sample> valid() {
    return CrdFiles.samples("valid-").stream();
  }

  static Stream<Sample> invalid() {
    return CrdFiles.samples("invalid-").stream();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void aValidResourceIsAccepted(Sample sample) throws IOException {
    assertThat(violations(sample.resource(), sample.before())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void anInvalidResourceIsRefusedWithTheMessageOfItsFirstLine(Sample sample) throws IOException {
    assertThat(sample.message()).isNotBlank();
    assertThat(violations(sample.resource(), sample.before()))
        .anySatisfy(violation -> assertThat(violation).contains(sample.message()));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void whatAnInvalidUpdateStartsFromIsValid(Sample sample) throws IOException {
    if (sample.before().isPresent()) {
      assertThat(violations(sample.before().get(), Optional.empty())).isEmpty();
      assertThat(violations(sample.resource(), Optional.empty())).isEmpty();
    }
  }

  @Test
  void everyRuleIsBrokenByAFile() throws IOException {
    // Given
    List<String> messages = new ArrayList<>();
    for (JsonNode rule : CrdFiles.schema().findValues("x-kubernetes-validations")) {
      rule.findValuesAsText("message", messages);
    }

    // Then
    List<String> expected = invalid().map(Sample::message).toList();
    assertThat(messages)
        .isNotEmpty()
        .allSatisfy(
            message -> assertThat(expected).anySatisfy(line -> assertThat(message).contains(line)));
  }

  private List<String> violations(JsonNode resource, Optional<JsonNode> before) throws IOException {
    JsonNode schema = CrdFiles.schema();
    List<String> all = new ArrayList<>(CrdShape.violations(schema, resource));
    all.addAll(rules.broken(schema, resource, before));
    return all;
  }
}
