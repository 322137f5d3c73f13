package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Preconditions;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.questdb.migration.adapter.kubernetes.ErrorTranslation.Verb;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.DryRun;
import io.questdb.migration.ports.PortException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The few requests that this package makes, each with its failures translated. */
final class Api {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;

  Api(KubernetesClient client) {
    this.client = client;
  }

  <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    return read(
        describe(HasMetadata.getKind(type), namespace, name),
        () -> client.resources(type).inNamespace(namespace).withName(name).get());
  }

  /** An object without namespace. */
  <T extends HasMetadata> Optional<T> get(Class<T> type, String name) {
    return read(
        HasMetadata.getKind(type) + " " + name, () -> client.resources(type).withName(name).get());
  }

  /** All of that type and those labels; none when the server does not know the type. */
  <T extends HasMetadata> List<T> list(
      Class<T> type, String namespace, Map<String, String> labels) {
    return read(
            HasMetadata.getPlural(type) + " in " + namespace,
            () ->
                client.resources(type).inNamespace(namespace).withLabels(labels).list().getItems())
        .orElse(List.of());
  }

  /** All of a type without namespace; none when the server does not know the type. */
  <T extends HasMetadata> List<T> list(Class<T> type) {
    return read(HasMetadata.getPlural(type), () -> client.resources(type).list().getItems())
        .orElse(List.of());
  }

  /**
   * A container's log. fabric8's own call first watches the pod for up to five seconds until it is
   * ready, which an ended pod never is.
   */
  Optional<String> log(String namespace, String pod, String container, int limitBytes) {
    String uri =
        "/api/v1/namespaces/%s/pods/%s/log?container=%s&limitBytes=%d"
            .formatted(namespace, pod, container, limitBytes);
    return read(
        "the log of " + container + " in " + describe("Pod", namespace, pod),
        () -> client.raw(uri));
  }

  /** Creates the object, or finds that the same run has created it already. */
  void create(HasMetadata object) {
    String runUid = Labels.runOf(object.getMetadata().getLabels());
    if (runUid.isEmpty()) {
      throw new IllegalArgumentException(describe(object) + " has no label " + Labels.RUN);
    }
    try {
      client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT || !isOfRun(object, runUid)) {
        throw translate(Verb.CREATE, object, e);
      }
    }
  }

  /** Replaces the object if it is still at its resourceVersion. */
  void update(HasMetadata object) {
    try {
      client.resource(object).update();
    } catch (KubernetesClientException e) {
      throw translate(Verb.UPDATE, object, e);
    }
  }

  /** Patches the object of that type and name, without reading it first. */
  void patch(HasMetadata stub, String jsonPatch) {
    try {
      client.resource(stub).patch(PatchContext.of(PatchType.JSON), jsonPatch);
    } catch (KubernetesClientException e) {
      throw translate(Verb.PATCH, stub, e);
    }
  }

  DryRun dryRunPatch(HasMetadata stub, String jsonPatch) {
    return dryRun(
        Verb.PATCH,
        stub,
        () -> client.resource(stub).dryRun().patch(PatchContext.of(PatchType.JSON), jsonPatch));
  }

  DryRun dryRunCreate(HasMetadata object) {
    return dryRun(Verb.CREATE, object, () -> client.resource(object).dryRun().create());
  }

  /**
   * Deletes the object if it still has that UID. 404 and 409 both say that the object meant is
   * gone; nothing else in the request can conflict.
   */
  void delete(Class<? extends HasMetadata> type, String namespace, String name, String uid) {
    String apiVersion = HasMetadata.getApiVersion(type);
    String uri =
        "/%s/%s/namespaces/%s/%s/%s"
            .formatted(
                apiVersion.contains("/") ? "apis" : "api",
                apiVersion,
                namespace,
                HasMetadata.getPlural(type),
                name);
    try {
      client.raw(
          uri,
          "DELETE",
          new DeleteOptionsBuilder().withPreconditions(new Preconditions(null, uid)).build());
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
        throw ErrorTranslation.translate(
            Verb.DELETE, describe(HasMetadata.getKind(type), namespace, name), true, e);
      }
    }
  }

  static String describe(String kind, String namespace, String name) {
    return kind + " " + namespace + "/" + name;
  }

  private static String describe(HasMetadata object) {
    return describe(
        object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private boolean isOfRun(HasMetadata object, String runUid) {
    return read(describe(object), () -> client.resource(object).get())
        .filter(found -> runUid.equals(Labels.runOf(found.getMetadata().getLabels())))
        .isPresent();
  }

  private <T> Optional<T> read(String what, Supplier<T> request) {
    try {
      return Optional.ofNullable(request.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw ErrorTranslation.translate(Verb.READ, what, true, e);
    }
  }

  private static DryRun dryRun(Verb verb, HasMetadata object, Runnable request) {
    try {
      request.run();
      return new DryRun(true, "");
    } catch (KubernetesClientException e) {
      if (ErrorTranslation.isRefusal(verb, e)) {
        return new DryRun(false, ErrorTranslation.words(e));
      }
      throw translate(verb, object, e);
    }
  }

  private static PortException translate(
      Verb verb, HasMetadata object, KubernetesClientException failure) {
    return ErrorTranslation.translate(verb, describe(object), !(object instanceof Secret), failure);
  }
}
