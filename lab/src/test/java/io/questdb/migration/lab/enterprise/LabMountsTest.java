package io.questdb.migration.lab.enterprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabMountsTest {
  private static final LabMounts MOUNTS =
      LabMounts.of(Map.of("LAB_MOUNTS", "/etc/tls=/tmp/1:/etc/tls/deep=/tmp/2:/run/secret=/tmp/3"));

  @ParameterizedTest
  @CsvSource({
    "/etc/tls/tls.crt, /tmp/1/tls.crt",
    "/etc/tls/deep/x, /tmp/2/x",
    "/etc/tls, /tmp/1",
    "/etc/tlsx/tls.crt, /etc/tlsx/tls.crt",
    "/run/secret, /tmp/3",
    "relative/tls.crt, relative/tls.crt"
  })
  void theLongestMountPathWins(String path, String located) {
    assertThat(MOUNTS.locate(path)).isEqualTo(located);
  }

  @Test
  void onlyFileVariablesOfTheServerAreLocated() {
    assertThat(MOUNTS.locateFiles(Map.of("QDB_A_FILE", "/run/secret/x", "QDB_A", "/run/secret/x")))
        .containsEntry("QDB_A_FILE", "/tmp/3/x")
        .containsEntry("QDB_A", "/run/secret/x");
  }

  @Test
  void withoutTheVariablesNothingChanges() {
    LabMounts none = LabMounts.of(Map.of());
    assertThat(none.locate("/etc/tls")).isEqualTo("/etc/tls");
    assertThat(none.serverConf()).isEmpty();
  }

  @Test
  void aMappingWithoutATargetIsRefused() {
    assertThatThrownBy(() -> LabMounts.of(Map.of("LAB_MOUNTS", "/etc/tls")))
        .hasMessageContaining("/etc/tls");
  }
}
