package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.stage.Patience;
import io.questdb.migration.lab.stage.Repository;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The operator as the API server knows it: an account with the rights that its chart gives it. */
public final class OperatorAccount {
  private static final String NAME = "questdb-migration-lab";
  private static final String NAMESPACE = "default";
  private static final Duration LIFE = Duration.ofDays(1);
  private static final Duration KNOWN = Duration.ofSeconds(20);

  private OperatorAccount() {}

  /**
   * Makes it, for all namespaces, and gives a kubeconfig of it.
   *
   * @param url where it finds the API server
   */
  static String create(KubernetesClient admin, String url) {
    delete(admin);
    admin.resource(account()).create();
    ClusterRole role =
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName(NAME)
            .endMetadata()
            .withRules(rules(admin))
            .build();
    admin.resource(role).create();
    ClusterRoleBinding binding =
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(NAME)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAME)
            .addNewSubject("", "ServiceAccount", NAME, NAMESPACE)
            .build();
    admin.resource(binding).create();
    return kubeconfig(admin, NAMESPACE, NAME, url, List.of(role));
  }

  /**
   * A kubeconfig of an account, with a token of it. The API server learns of new roles by watching
   * them: this returns when it has.
   *
   * @param url where it finds the API server; the certificate must be one that the admin trusts
   * @param objects among which the roles are that were bound to the account just now
   */
  public static String kubeconfig(
      KubernetesClient admin,
      String namespace,
      String account,
      String url,
      List<? extends HasMetadata> objects) {
    List<SubjectAccessReview> rights = rights(namespace, account, objects);
    Patience.until(
        account + " may do what its roles say",
        KNOWN,
        () -> rights.stream().allMatch(right -> allowed(admin, right)));
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: lab, cluster: {server: "%s", certificate-authority-data: "%s"}}]
    users: [{name: operator, user: {token: "%s"}}]
    contexts: [{name: lab, context: {cluster: lab, user: operator, namespace: %s}}]
    current-context: lab
    """
        .formatted(
            url,
            admin.getConfiguration().getCaCertData(),
            token(admin, namespace, account),
            namespace);
  }

  /** Takes it away again, if it is there. */
  static void delete(KubernetesClient admin) {
    admin.rbac().clusterRoleBindings().withName(NAME).delete();
    admin.rbac().clusterRoles().withName(NAME).delete();
    admin.serviceAccounts().inNamespace(NAMESPACE).withName(NAME).delete();
  }

  /** Those of the rendered chart; a Role there is meant for each namespace that is watched. */
  private static List<PolicyRule> rules(KubernetesClient admin) {
    String chart = Repository.read(Repository.root().resolve("helm/rendered/install.yaml"));
    List<PolicyRule> rules = new ArrayList<>();
    for (HasMetadata object :
        admin.load(new ByteArrayInputStream(chart.getBytes(StandardCharsets.UTF_8))).items()) {
      if (object instanceof Role role) {
        rules.addAll(role.getRules());
      } else if (object instanceof ClusterRole role) {
        rules.addAll(role.getRules());
      }
    }
    return rules;
  }

  private static List<SubjectAccessReview> rights(
      String namespace, String account, List<? extends HasMetadata> objects) {
    String user = "system:serviceaccount:" + namespace + ":" + account;
    List<SubjectAccessReview> rights = new ArrayList<>();
    for (HasMetadata object : objects) {
      if (object instanceof Role role) {
        rights.add(right(user, role.getMetadata().getNamespace(), role.getRules().get(0)));
      } else if (object instanceof ClusterRole role) {
        rights.add(right(user, null, role.getRules().get(0)));
      }
    }
    return rights;
  }

  private static SubjectAccessReview right(String user, String namespace, PolicyRule rule) {
    return new SubjectAccessReviewBuilder()
        .withNewSpec()
        .withUser(user)
        .withNewResourceAttributes()
        .withNamespace(namespace)
        .withVerb(rule.getVerbs().get(0))
        .withGroup(rule.getApiGroups().get(0))
        .withResource(rule.getResources().get(0))
        .endResourceAttributes()
        .endSpec()
        .build();
  }

  private static boolean allowed(KubernetesClient admin, SubjectAccessReview right) {
    return admin.authorization().v1().subjectAccessReview().create(right).getStatus().getAllowed();
  }

  private static String token(KubernetesClient admin, String namespace, String account) {
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(LIFE.toSeconds())
            .endSpec()
            .build();
    return admin
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }

  private static ServiceAccount account() {
    return new ServiceAccountBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .build();
  }
}
