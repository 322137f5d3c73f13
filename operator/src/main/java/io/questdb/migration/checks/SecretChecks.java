package io.questdb.migration.checks;

import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.AccessSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.SecretKeyReference;
import io.questdb.migration.api.v1alpha1.SecretReference;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.api.v1alpha1.TokenSpec;
import io.questdb.migration.api.v1alpha1.UserSpec;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.SecretFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether every Secret that the spec names is there and has what it is needed for. */
public final class SecretChecks {
  private static final String BASIC_AUTH = "kubernetes.io/basic-auth";
  private static final String TLS = "kubernetes.io/tls";
  private static final Map<String, String> PULL_KEYS =
      Map.of(
          "kubernetes.io/dockerconfigjson", ".dockerconfigjson",
          "kubernetes.io/dockercfg", ".dockercfg");
  private static final String TOKEN = "token";

  private final Findings findings = new Findings("Secrets");

  private SecretChecks() {}

  /** A Secret that must exist before the migration; an empty type is any. */
  private record Needed(String field, String name, String type, List<String> keys) {}

  /** The names of all Secrets that are checked, those of the tokens included. */
  public static Set<String> names(QuestDBMigrationSpec spec) {
    Set<String> names = new TreeSet<>();
    needed(spec).forEach(secret -> names.add(secret.name()));
    pullSecrets(spec).forEach(names::add);
    tokens(spec).forEach(token -> names.add(token.getSecretName()));
    return names;
  }

  /**
   * Checks the Secrets.
   *
   * @param secrets each of {@link #names}; one that is not in the map does not exist
   */
  public static List<Finding> findings(Run run, Map<String, SecretFacts> secrets) {
    SecretChecks checks = new SecretChecks();
    for (Needed secret : needed(run.spec())) {
      checks.needed(secret, Optional.ofNullable(secrets.get(secret.name())));
    }
    for (String name : pullSecrets(run.spec())) {
      checks.pullSecret(name, Optional.ofNullable(secrets.get(name)));
    }
    checks.tokens(run, secrets);
    return checks.findings.list();
  }

  private static List<Needed> needed(QuestDBMigrationSpec spec) {
    List<Needed> needed = new ArrayList<>();
    String login = spec.getWorkload().getCredentialsSecretName();
    if (login != null) {
      needed.add(basicAuth("spec.workload.credentialsSecretName", login));
    }
    if (spec.getTls() != null) {
      needed.add(
          new Needed(
              "spec.tls.secretName",
              spec.getTls().getSecretName(),
              TLS,
              List.of("tls.crt", "tls.key")));
    }
    AccessSpec access = spec.getAccess();
    if (access.getMode() == AccessMode.ENFORCED && access.getAdminSecretName() != null) {
      needed.add(basicAuth("spec.access.adminSecretName", access.getAdminSecretName()));
    }
    for (UserSpec user : access.getUsers()) {
      String field = "passwordSecretName of user " + user.getName();
      needed.add(new Needed(field, user.getPasswordSecretName(), "", List.of("password")));
    }
    if (spec.getReplication() != null) {
      SecretKeyReference store = spec.getReplication().getObjectStoreSecretRef();
      needed.add(
          new Needed(
              "spec.replication.objectStoreSecretRef",
              store.getName(),
              "",
              List.of(store.getKey())));
    }
    return needed;
  }

  private static Needed basicAuth(String field, String name) {
    return new Needed(field, name, BASIC_AUTH, List.of("username", "password"));
  }

  private static List<String> pullSecrets(QuestDBMigrationSpec spec) {
    return spec.getEnterprise().getImagePullSecrets().stream()
        .map(SecretReference::getName)
        .toList();
  }

  private static List<TokenSpec> tokens(QuestDBMigrationSpec spec) {
    return spec.getAccess().getServiceAccounts().stream()
        .map(ServiceAccountSpec::getToken)
        .filter(token -> token != null)
        .toList();
  }

  private void needed(Needed wanted, Optional<SecretFacts> found) {
    if (found.isEmpty()) {
      missing(wanted.name(), wanted.field());
      return;
    }
    if (!wanted.type().isEmpty() && !found.get().type().equals(wanted.type())) {
      wrongType(found.get(), wanted.field(), wanted.type());
    }
    List<String> lacking =
        wanted.keys().stream().filter(key -> !found.get().keys().contains(key)).toList();
    if (!lacking.isEmpty()) {
      lacks(wanted.name(), wanted.field(), String.join(", ", lacking));
    }
  }

  private void pullSecret(String name, Optional<SecretFacts> found) {
    String field = "spec.enterprise.imagePullSecrets";
    if (found.isEmpty()) {
      missing(name, field);
      return;
    }
    String key = PULL_KEYS.get(found.get().type());
    if (key == null) {
      wrongType(found.get(), field, "kubernetes.io/dockerconfigjson");
    } else if (!found.get().keys().contains(key)) {
      lacks(name, field, key);
    }
  }

  /**
   * A token Secret of this run is replaced at will. In any other one the keys are filled where they
   * are missing or empty, and never overwritten.
   */
  private void tokens(Run run, Map<String, SecretFacts> secrets) {
    Set<String> taken = new HashSet<>();
    needed(run.spec()).forEach(secret -> taken.add(secret.name()));
    pullSecrets(run.spec()).forEach(taken::add);
    for (ServiceAccountSpec account : run.spec().getAccess().getServiceAccounts()) {
      if (account.getToken() == null) {
        continue;
      }
      String name = account.getToken().getSecretName();
      if (!taken.add(name)) {
        invalid(
            "Secret "
                + name
                + " is to hold the token of "
                + account.getName()
                + " and something else",
            "Name another Secret in token.secretName of " + account.getName() + ".");
      }
      Optional.ofNullable(secrets.get(name))
          .filter(secret -> !secret.runUid().equals(run.uid()))
          .ifPresent(secret -> foreignToken(account.getName(), secret));
    }
  }

  private void foreignToken(String account, SecretFacts secret) {
    String name = "Secret " + secret.name() + " of service account " + account;
    if (secret.keys().contains(TOKEN)) {
      invalid(
          name + " holds a token that this migration did not create",
          "Remove the key token, or name another Secret in token.secretName.");
    } else if (secret.keys().contains("username")) {
      findings.notChecked(
          name + " holds a username already; it must be " + account,
          "Make sure that it is, or remove the key username.");
    }
  }

  private void missing(String name, String field) {
    findings.block(
        Reason.SECRET_NOT_FOUND,
        "Secret " + name + " (" + field + ") does not exist",
        "Create it in the namespace of this resource, or correct " + field + ".");
  }

  private void wrongType(SecretFacts found, String field, String type) {
    invalid(
        "Secret " + found.name() + " (" + field + ") has type " + found.type() + ", not " + type,
        "Create it again with type " + type + ": the type of a Secret cannot be changed.");
  }

  private void lacks(String name, String field, String keys) {
    invalid(
        "Secret " + name + " (" + field + ") lacks a value for: " + keys,
        "Add to Secret " + name + ": " + keys + ".");
  }

  private void invalid(String message, String remedy) {
    findings.block(Reason.SECRET_INVALID, message, remedy);
  }
}
