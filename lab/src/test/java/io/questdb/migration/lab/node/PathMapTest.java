package io.questdb.migration.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathMapTest {
  private static final PathMap PATHS =
      new PathMap(
          Map.of(
              "/data", Path.of("/real/data"),
              "/data/inner", Path.of("/real/inner"),
              "/tmp", Path.of("/real/tmp")));

  @ParameterizedTest
  @CsvSource({
    "/data, /real/data",
    "/data/db, /real/data/db",
    "/data/inner/x, /real/inner/x",
    "--root=/data, --root=/real/data",
    "cat /data/a > /data/b, cat /real/data/a > /real/data/b",
    "fs::root=/data;x=1, fs::root=/real/data;x=1",
    "/database, /database",
    "/other/data, /other/data",
    "/tmp/x, /tmp/x"
  })
  void onlyWholeMountPathsAreRewritten(String text, String rewritten) {
    assertThat(PATHS.rewrite(text)).isEqualTo(rewritten);
  }
}
