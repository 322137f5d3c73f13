package io.questdb.migration.lab.enterprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoreTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fs::root=/store;atomic_write_dir=/store/tmp;",
        "s3::bucket=b;root=r;region=eu;access_key_id=k;secret_access_key=s=;",
        "azblob::endpoint=https://x;container=c;root=r",
        "gcs::bucket=b;root=/;credential=e30=;"
      })
  void theDocumentedFormsAreAccepted(String connection) {
    ObjectStore store = ObjectStore.parse(connection);
    assertThat(store.parameters()).containsKey("root");
    assertThat(store.toString()).endsWith("::****");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/store", "ftp::root=/x", "fs::", "fs::root", "s3::root=r;"})
  void anythingElseIsRefused(String connection) {
    assertThatThrownBy(() -> ObjectStore.parse(connection))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
