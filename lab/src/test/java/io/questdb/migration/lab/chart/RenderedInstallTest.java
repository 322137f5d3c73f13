package io.questdb.migration.lab.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The committed copies are what they would be if they were made now. */
class RenderedInstallTest {
  private static final String DEFINITION = "crds/questdbmigrations.migration.questdb.io.yaml";
  private static final Path COPY = OperatorChart.DIRECTORY.resolve(DEFINITION);
  private static final Path ORIGINAL = OperatorChart.REPOSITORY.resolve(DEFINITION);
  private static final Path INSTALL =
      OperatorChart.REPOSITORY.resolve("helm/rendered/install.yaml");
  private static final String REFRESH =
      "mvn -B -Pquick -pl operator,lab -am test -Dtest=RenderedInstallTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Drefresh";
  private static final String HEADER =
      """
      # The chart helm/questdb-migration-operator with its default values, for the namespace questdb.
      #   kubectl create namespace questdb
      #   kubectl apply --server-side -f crds/ -f helm/rendered/install.yaml
      # Do not edit; make it again with
      #   %s
      """
          .formatted(REFRESH);

  @BeforeAll
  static void refresh() throws IOException {
    if (System.getProperty("refresh") != null) {
      Files.createDirectories(COPY.getParent());
      Files.copy(ORIGINAL, COPY, StandardCopyOption.REPLACE_EXISTING);
      Files.createDirectories(INSTALL.getParent());
      Files.writeString(INSTALL, rendered(), UTF_8);
    }
  }

  @Test
  void theChartInstallsTheDefinitionOfTheRepository() {
    assertThat(COPY).as("copy it with: %s", REFRESH).hasSameTextualContentAs(ORIGINAL, UTF_8);
  }

  @Test
  void theCommittedManifestsAreTheRenderedChart() {
    assertThat(INSTALL).as("make it again with: %s", REFRESH).content(UTF_8).isEqualTo(rendered());
  }

  private static String rendered() {
    return HEADER + OperatorChart.render(Map.of()).strip() + "\n";
  }
}
