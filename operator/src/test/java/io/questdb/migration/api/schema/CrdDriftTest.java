package io.questdb.migration.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdDriftTest {

  private static final String UPDATE =
      "mvn -Pquick test -pl operator -Dtest=CrdDriftTest -Dcrds.update";

  @Test
  void theCommittedCrdIsTheGeneratedOne() throws IOException {
    // Given
    Path committed = GeneratedCrd.COMMITTED;
    String generated = GeneratedCrd.yaml();
    if (System.getProperty("crds.update") != null) {
      Files.createDirectories(committed.getParent());
      Files.writeString(committed, generated);
    }

    // Then
    assertThat(committed).as("the committed CRD; to write it, run: %s", UPDATE).exists();
    assertThat(Files.readString(committed))
        .as("%s differs from the beans; to update it, run: %s", committed, UPDATE)
        .isEqualTo(generated);
  }
}
