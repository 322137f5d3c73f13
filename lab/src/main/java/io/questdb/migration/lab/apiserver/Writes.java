package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The writing verbs. Each is one atomic step on the store. */
final class Writes {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");
  private static final String[] SERVER_METADATA = {
    "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp",
    "deletionGracePeriodSeconds", "generation", "generateName", "resourceVersion", "managedFields"
  };

  private final ObjectStore store;
  private final ResourceTypes types;
  private final Runnable onGarbage;

  /** {@code onGarbage} is told, within the write, that an owner or a dependent changed. */
  Writes(ObjectStore store, ResourceTypes types, Runnable onGarbage) {
    this.store = store;
    this.types = types;
    this.onGarbage = onGarbage;
  }

  ObjectNode create(ResourceType type, String namespace, ObjectNode body, WriteOptions options) {
    synchronized (store) {
      ObjectNode object = body.deepCopy();
      ObjectNode metadata = Json.metadata(object);
      checkIdentity(type, namespace, object);
      if (!metadata.path("resourceVersion").asText().isEmpty()) {
        throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
      }
      name(type, metadata);
      requireNamespace(type, namespace, Json.name(object));
      if (store.find(type, namespace, Json.name(object)).isPresent()) {
        throw ApiError.alreadyExists(type, Json.name(object));
      }
      metadata.without(
          List.of(
              "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "generation"));
      metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now());
      if (type.namespaced()) {
        metadata.put("namespace", namespace);
      }
      if (type.has("status") && !type.plural().equals("nodes")) {
        object.remove("status");
      }
      if (type.has("generation")) {
        metadata.put("generation", 1);
      }
      Admission.admit(type, object, Optional.empty());
      FieldOwnership.record(Optional.empty(), object, options);
      return options.dryRun() ? object : stored(type, object);
    }
  }

  /**
   * Update and every kind of patch: {@code change} gets a copy of the stored object and returns
   * what it should become.
   */
  ObjectNode update(
      ResourceType type,
      String namespace,
      String name,
      WriteOptions options,
      UnaryOperator<ObjectNode> change) {
    synchronized (store) {
      ObjectNode before =
          store.find(type, namespace, name).orElseThrow(() -> ApiError.notFound(type, name));
      ObjectNode wanted = change.apply(before.deepCopy());
      checkIdentity(type, namespace, wanted);
      checkPreconditions(type, before, wanted, options);
      ObjectNode after = options.subresource().isEmpty() ? wanted : before.deepCopy();
      switch (options.subresource()) {
        case "" -> keepServerFields(type, before, after);
        case "scale" -> after.withObject("/spec").set("replicas", wanted.at("/spec/replicas"));
        default -> Json.copy(wanted, after, "status");
      }
      Admission.admit(type, after, Optional.of(before));
      if (after.equals(before)) {
        return before;
      }
      if (type.has("generation") && !content(after).equals(content(before))) {
        Json.metadata(after).put("generation", Json.metadata(after).path("generation").asInt() + 1);
      }
      if (!options.manager().isEmpty() && !options.subresource().equals("scale")) {
        FieldOwnership.record(Optional.of(before), after, options);
      }
      if (!options.dryRun() && released(after)) {
        return removed(type, after);
      }
      return options.dryRun() ? after : stored(type, after);
    }
  }

  /**
   * @param options a DeleteOptions object
   * @return the object while it stays, otherwise a success {@code Status}
   */
  ObjectNode delete(
      ResourceType type, String namespace, String name, JsonNode options, boolean dryRun) {
    synchronized (store) {
      ObjectNode before =
          store.find(type, namespace, name).orElseThrow(() -> ApiError.notFound(type, name));
      ObjectNode after = before.deepCopy();
      ObjectNode metadata = Json.metadata(after);
      for (String field : List.of("uid", "resourceVersion")) {
        String wanted = options.path("preconditions").path(field).asText();
        if (!wanted.isEmpty() && !wanted.equals(metadata.path(field).asText())) {
          String why =
              "the %s in the precondition (%s) does not match the %s in record (%s). The object might have been deleted and then recreated";
          String found = metadata.path(field).asText();
          throw ApiError.conflict(type, name, why.formatted(field, wanted, field, found));
        }
      }
      switch (options.path("propagationPolicy").asText()) {
        case "Orphan" -> addFinalizer(metadata, "orphan");
        case "Foreground" -> addFinalizer(metadata, "foregroundDeletion");
        default -> {}
      }
      if (type.plural().equals("namespaces") && !Json.finalizers(after).contains("kubernetes")) {
        addFinalizer(metadata, "kubernetes");
        after.withObject("/status").put("phase", "Terminating");
      }
      int grace = grace(type, after, options);
      boolean shorter =
          grace < metadata.path("deletionGracePeriodSeconds").asInt(Integer.MAX_VALUE);
      if (shorter) {
        metadata.put("deletionTimestamp", now(grace)).put("deletionGracePeriodSeconds", grace);
        if (type.has("generation") && !Json.deleting(before)) {
          metadata.put("generation", metadata.path("generation").asInt() + 1);
        }
      }
      if (released(after)) {
        return dryRun ? success(type, after) : removed(type, after);
      }
      return dryRun || after.equals(before) ? after : stored(type, after);
    }
  }

  private static void addFinalizer(ObjectNode metadata, String finalizer) {
    if (!metadata.has("deletionTimestamp")) {
      metadata.withArray("finalizers").add(finalizer);
    }
  }

  /** A bound pod that still runs is given its grace period, as its kubelet will end it. */
  private static int grace(ResourceType type, ObjectNode object, JsonNode options) {
    boolean running =
        type.plural().equals("pods")
            && !object.at("/spec/nodeName").asText().isEmpty()
            && !object.at("/status/phase").asText().matches("Succeeded|Failed");
    int asked = object.at("/spec/terminationGracePeriodSeconds").asInt();
    if (Json.deleting(object)) {
      asked = object.at("/metadata/deletionGracePeriodSeconds").asInt();
    }
    return running ? options.path("gracePeriodSeconds").asInt(asked) : 0;
  }

  private static boolean released(ObjectNode object) {
    return Json.deleting(object)
        && Json.finalizers(object).isEmpty()
        && object.at("/metadata/deletionGracePeriodSeconds").asInt() == 0;
  }

  private ObjectNode stored(ResourceType type, ObjectNode object) {
    if (type.kind().equals("CustomResourceDefinition")) {
      ResourceType made = ResourceType.of(object);
      establish(object, made);
      types.serve(made);
    }
    if (Json.deleting(object) || object.path("metadata").has("ownerReferences")) {
      onGarbage.run();
    }
    return store.put(type, object);
  }

  private ObjectNode removed(ResourceType type, ObjectNode object) {
    if (type.kind().equals("CustomResourceDefinition")) {
      ResourceType made = ResourceType.of(object);
      store.list(made, "").objects().forEach(each -> store.remove(made, each));
      types.stopServing(made);
    }
    store.remove(type, object);
    onGarbage.run();
    return success(type, object);
  }

  private static ObjectNode success(ResourceType type, ObjectNode object) {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.put("status", "Success").putObject("metadata");
    ObjectNode details = status.putObject("details").put("name", Json.name(object));
    details.put("group", type.group()).put("kind", type.plural()).put("uid", Json.uid(object));
    return status;
  }

  private static void establish(ObjectNode crd, ResourceType made) {
    ObjectNode status = crd.withObject("/status");
    ArrayNode conditions = status.putArray("conditions");
    for (String condition : List.of("NamesAccepted", "Established")) {
      conditions.addObject().put("type", condition).put("status", "True").put("reason", condition);
    }
    status.set("acceptedNames", crd.at("/spec/names").deepCopy());
    status.putArray("storedVersions").add(made.version());
  }

  private static void checkIdentity(ResourceType type, String namespace, ObjectNode object) {
    String found = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    if (!found.equals(type.apiVersion() + " " + type.kind())) {
      throw ApiError.badRequest(
          "%s in the body is not the %s %s of the URL"
              .formatted(found, type.apiVersion(), type.kind()));
    }
    String stated = Json.namespace(object);
    if (type.namespaced() && !stated.isEmpty() && !stated.equals(namespace)) {
      throw ApiError.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  private static void name(ResourceType type, ObjectNode metadata) {
    String prefix = metadata.path("generateName").asText();
    if (metadata.path("name").asText().isEmpty() && !prefix.isEmpty()) {
      metadata.put("name", prefix + UUID.randomUUID().toString().substring(0, 5));
    }
    String name = metadata.path("name").asText();
    if (name.isEmpty()) {
      String cause = "metadata.name: Required value: name or generateName is required";
      throw ApiError.invalid(type, name, List.of(cause));
    }
    if (!NAME.matcher(name).matches()) {
      String cause =
          "metadata.name: Invalid value: \"" + name + "\": a lowercase RFC 1123 subdomain";
      throw ApiError.invalid(type, name, List.of(cause));
    }
  }

  private void requireNamespace(ResourceType type, String namespace, String name) {
    if (!type.namespaced()) {
      return;
    }
    ResourceType namespaces = types.get("v1", "namespaces");
    ObjectNode found =
        store
            .find(namespaces, "", namespace)
            .orElseThrow(() -> ApiError.notFound(namespaces, namespace));
    if (Json.deleting(found)) {
      String why = "unable to create new content in namespace %s because it is being terminated";
      throw ApiError.forbidden(type, name, why.formatted(namespace));
    }
  }

  private static void checkPreconditions(
      ResourceType type, ObjectNode before, ObjectNode wanted, WriteOptions options) {
    String name = Json.name(before);
    String version = wanted.at("/metadata/resourceVersion").asText();
    if (!Json.name(wanted).equals(name)) {
      throw ApiError.badRequest("the name of the object does not match the name on the URL");
    }
    if (version.isEmpty() && type.schema().isPresent() && options.subresource().isEmpty()) {
      String cause = "metadata.resourceVersion: Invalid value: 0: must be specified for an update";
      throw ApiError.invalid(type, name, List.of(cause));
    }
    if (!version.isEmpty() && !version.equals(before.at("/metadata/resourceVersion").asText())) {
      String why =
          "the object has been modified; please apply your changes to the latest version and try again";
      throw ApiError.conflict(type, name, why);
    }
    String uid = Json.uid(wanted);
    if (!uid.isEmpty() && !uid.equals(Json.uid(before))) {
      String why = "Precondition failed: UID in precondition: %s, UID in object meta: %s";
      throw ApiError.conflict(type, name, why.formatted(uid, Json.uid(before)));
    }
  }

  private static void keepServerFields(ResourceType type, ObjectNode before, ObjectNode after) {
    Json.copy(before.path("metadata"), Json.metadata(after), SERVER_METADATA);
    if (type.has("status")) {
      Json.copy(before, after, "status");
    }
  }

  private static ObjectNode content(ObjectNode object) {
    return object.deepCopy().without(List.of("metadata", "status"));
  }

  private static String now() {
    return now(0);
  }

  private static String now(int plusSeconds) {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(plusSeconds).toString();
  }
}
