package io.questdb.migration.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LabSlotTest {
  @Test
  void twoLabsShareNeitherDirectoryNorAddress() throws IOException {
    try (LabSlot one = LabSlot.take();
        LabSlot other = LabSlot.take()) {
      assertThat(one.directory()).isNotEqualTo(other.directory());
      assertThat(one.podAddress()).isNotEqualTo(other.podAddress());
      assertThat(one.podAddress()).isNotEqualTo(one.serviceAddress()).startsWith("127.");
    }
  }
}
