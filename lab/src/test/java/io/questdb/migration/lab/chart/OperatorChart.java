package io.questdb.migration.lab.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.Map;

/** The operator's chart as it lies in the repository. */
final class OperatorChart {
  static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
  static final Path DIRECTORY = REPOSITORY.resolve("helm/questdb-migration-operator");

  /** The namespace of the release; what {@code helm/rendered/install.yaml} is made for. */
  static final String NAMESPACE = "questdb";

  // Helm as a library takes a cluster for 1.20 unless told otherwise.
  private static final String KUBERNETES = "1.34.0";

  private OperatorChart() {}

  static LintResult lint() {
    return new Helm(DIRECTORY).lint().strict().call();
  }

  /**
   * The manifests that Helm would install, without the definition of the resource.
   *
   * @throws RuntimeException when the schema or a template refuses the values
   */
  static String render(Map<String, ?> values) {
    TemplateCommand template =
        new Helm(DIRECTORY)
            .template()
            .withName("questdb-migration-operator")
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBERNETES);
    values.forEach(template::set);
    return template.call();
  }
}
