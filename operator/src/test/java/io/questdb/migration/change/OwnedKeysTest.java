package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.change.OwnedKeys.OwnedKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnedKeysTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tls.enabled",
        "http.tls.cert.path",
        "http.min.tls.enabled",
        "pg.tls.private.key.path",
        "line.tcp.tls.enabled",
        "acl.enabled",
        "acl.admin.password.file",
        "replication.role",
        "cairo.snapshot.instance.id",
        "config.validation.strict"
      })
  void theOperatorOwns(String key) {
    assertThat(OwnedKeys.find(key)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cairo.max.uncommitted.rows",
        "acl.enabled.file",
        "cairo.checkpoint.recovery.enabled",
        "replication.primary.checksum",
        ".file"
      })
  void theUserOwns(String key) {
    assertThat(OwnedKeys.find(key)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tls.enabled, QDB_TLS_ENABLED",
    "http.min.tls.cert.path, QDB_HTTP_MIN_TLS_CERT_PATH",
    "cairo.snapshot.instance.id, QDB_CAIRO_SNAPSHOT_INSTANCE_ID"
  })
  void aPropertyHasOneEnvironmentName(String key, String name) {
    assertThat(OwnedKeys.envName(key)).isEqualTo(name);
    assertThat(OwnedKeys.fileEnvName(key)).isEqualTo(name + "_FILE");
  }

  @Test
  void onlySecretsCanBeOverriddenByAFile() {
    OwnedKey password = OwnedKeys.find("acl.admin.password").orElseThrow();
    OwnedKey role = OwnedKeys.find("replication.role").orElseThrow();

    assertThat(OwnedKeys.envNames(password))
        .containsExactly("QDB_ACL_ADMIN_PASSWORD", "QDB_ACL_ADMIN_PASSWORD_FILE");
    assertThat(OwnedKeys.envNames(role)).containsExactly("QDB_REPLICATION_ROLE");
  }

  @Test
  void everyPropertyIsListedOnceAndExplained() {
    assertThat(OwnedKeys.all()).extracting(OwnedKey::key).doesNotHaveDuplicates().isSorted();
    assertThat(OwnedKeys.all()).allSatisfy(key -> assertThat(key.doc()).isNotBlank());
  }
}
