package io.questdb.migration.lab.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is committed for those who install without Helm is what the chart gives. */
class RenderedInstallTest {
  private static final Path INSTALL =
      OperatorChart.REPOSITORY.resolve("helm/rendered/install.yaml");
  private static final String REFRESH =
      "mvn -B -Pquick -pl operator,lab -am test -Dtest=RenderedInstallTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Drefresh";
  private static final String HEADER =
      """
      # The chart helm/questdb-migration-operator with its default values, for the namespace questdb.
      #   kubectl create namespace questdb
      #   kubectl apply --server-side -f helm/rendered/install.yaml
      # Do not edit; make it again with
      #   %s
      """
          .formatted(REFRESH);

  @Test
  void theCommittedManifestsAreTheRenderedChart() throws IOException {
    String rendered = HEADER + OperatorChart.render(Map.of()).strip() + "\n";
    if (System.getProperty("refresh") != null) {
      Files.createDirectories(INSTALL.getParent());
      Files.writeString(INSTALL, rendered, UTF_8);
    }

    assertThat(INSTALL).as("make it again with: %s", REFRESH).content(UTF_8).isEqualTo(rendered);
  }
}
