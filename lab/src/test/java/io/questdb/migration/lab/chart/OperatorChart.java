package io.questdb.migration.lab.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.questdb.migration.lab.node.Images;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The operator's chart as it lies in the repository. */
public final class OperatorChart {
  static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
  static final Path DIRECTORY = REPOSITORY.resolve("helm/questdb-migration-operator");

  /** The namespace of the release; what {@code helm/rendered/install.yaml} is made for. */
  static final String NAMESPACE = "questdb";

  // Helm as a library takes a cluster for 1.20 unless told otherwise.
  private static final String KUBERNETES = "1.34.0";

  private OperatorChart() {}

  /** Everything that an operator for all namespaces may do. */
  public static List<PolicyRule> rules() {
    Manifests manifests = Manifests.parse(render(Map.of("watch.allNamespaces", true)));
    return Stream.concat(
            manifests.of(ClusterRole.class).stream().map(ClusterRole::getRules),
            manifests.of(Role.class).stream().map(Role::getRules))
        .flatMap(List::stream)
        .toList();
  }

  /** To install or upgrade it. */
  public static Helm helm() {
    return new Helm(DIRECTORY);
  }

  /** The values that name the lab's image of the operator. */
  public static Map<String, String> labImage() {
    int tag = Images.OPERATOR.lastIndexOf(':');
    return Map.of(
        "image.repository", Images.OPERATOR.substring(0, tag),
        "image.tag", Images.OPERATOR.substring(tag + 1));
  }

  static LintResult lint() {
    return helm().lint().strict().call();
  }

  /**
   * The manifests that Helm would install, without the definition of the resource.
   *
   * @throws RuntimeException when the schema or a template refuses the values
   */
  static String render(Map<String, ?> values) {
    return render(NAMESPACE, values);
  }

  /** The same for a release in another namespace. */
  public static String render(String namespace, Map<String, ?> values) {
    TemplateCommand template =
        helm()
            .template()
            .withName("questdb-migration-operator")
            .withNamespace(namespace)
            .withKubeVersion(KUBERNETES);
    values.forEach(template::set);
    return template.call();
  }
}
