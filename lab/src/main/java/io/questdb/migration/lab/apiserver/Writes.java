package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The writing verbs. Each is one atomic step on the store. */
final class Writes {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");
  private static final List<String> SERVER_METADATA =
      List.of(
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "resourceVersion",
          "managedFields");

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
      if (!Json.meta(object, "resourceVersion").isEmpty()) {
        throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
      }
      if (Json.meta(object, "name").isEmpty() && metadata.hasNonNull("generateName")) {
        String random = UUID.randomUUID().toString().substring(0, 5);
        metadata.put("name", Json.meta(object, "generateName") + random);
      }
      String name = Json.meta(object, "name");
      if (!NAME.matcher(name).matches()) {
        String cause =
            "metadata.name: Invalid value: \"%s\": must be a lowercase RFC 1123 subdomain";
        throw ApiError.invalid(type, name, List.of(cause.formatted(name)));
      }
      checkIdentity(type, namespace, name, object);
      checkNamespace(type, namespace, name);
      if (store.find(type, namespace, name).isPresent()) {
        throw ApiError.alreadyExists(type, name);
      }
      metadata.remove(SERVER_METADATA);
      metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now(0));
      if (type.namespaced()) {
        metadata.put("namespace", namespace);
      }
      if (type.has("generation")) {
        metadata.put("generation", 1);
      }
      if (type.has("status") && !type.is("nodes")) {
        object.remove("status");
      }
      Admission.admit(type, Json.object(), object);
      FieldOwnership.record(Json.object(), object, options);
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
      ObjectNode before = find(type, namespace, name);
      ObjectNode wanted = change.apply(before.deepCopy());
      checkIdentity(type, namespace, name, wanted);
      checkCurrent(type, before, wanted);
      ObjectNode after = before.deepCopy();
      if (options.status()) {
        Json.copy(wanted, after, List.of("status"));
      } else {
        after = wanted;
        Json.copy(before.path("metadata"), Json.metadata(after), SERVER_METADATA);
        Json.copy(type.has("status") ? before : wanted, after, List.of("status"));
      }
      Admission.admit(type, before, after);
      if (after.equals(before)) {
        return before;
      }
      if (!content(after).equals(content(before))) {
        bumpGeneration(type, after);
      }
      FieldOwnership.record(before, after, options);
      return options.dryRun()
          ? after
          : released(after) ? removed(type, after) : stored(type, after);
    }
  }

  /**
   * @param options a DeleteOptions object
   * @return the object while it stays, otherwise a success {@code Status}
   */
  ObjectNode delete(
      ResourceType type, String namespace, String name, JsonNode options, boolean dryRun) {
    synchronized (store) {
      ObjectNode before = find(type, namespace, name);
      for (String field : List.of("uid", "resourceVersion")) {
        String wanted = options.path("preconditions").path(field).asText();
        if (!wanted.isEmpty() && !wanted.equals(Json.meta(before, field))) {
          String why = "the %s in the precondition (%s) does not match the %s in record";
          throw ApiError.conflict(type, name, why.formatted(field, wanted, field));
        }
      }
      ObjectNode after = before.deepCopy();
      ObjectNode metadata = Json.metadata(after);
      addFinalizer(type, after, options.path("propagationPolicy").asText());
      int grace = grace(type, after, options);
      if (grace < metadata.path("deletionGracePeriodSeconds").asInt(Integer.MAX_VALUE)) {
        metadata.put("deletionTimestamp", now(grace)).put("deletionGracePeriodSeconds", grace);
      }
      if (!Json.deleting(before)) {
        bumpGeneration(type, after);
      }
      if (released(after)) {
        return dryRun ? success(type, after) : removed(type, after);
      }
      return dryRun || after.equals(before) ? after : stored(type, after);
    }
  }

  ObjectNode find(ResourceType type, String namespace, String name) {
    return store.find(type, namespace, name).orElseThrow(() -> ApiError.notFound(type, name));
  }

  /** What the garbage collector has to do before the object may go. */
  private static void addFinalizer(ResourceType type, ObjectNode object, String policy) {
    String finalizer = type.is("namespaces") ? "kubernetes" : "";
    finalizer = policy.equals("Foreground") ? "foregroundDeletion" : finalizer;
    finalizer = policy.equals("Orphan") ? "orphan" : finalizer;
    if (!finalizer.isEmpty() && !Json.deleting(object)) {
      Json.metadata(object).withArray("finalizers").add(finalizer);
    }
    if (type.is("namespaces")) {
      object.withObject("/status").put("phase", "Terminating");
    }
  }

  /** A bound pod that still runs is given its grace period, as its kubelet will end it. */
  private static int grace(ResourceType type, ObjectNode object, JsonNode options) {
    boolean running =
        type.is("pods")
            && !object.at("/spec/nodeName").asText().isEmpty()
            && !object.at("/status/phase").asText().matches("Succeeded|Failed");
    int own = object.at("/spec/terminationGracePeriodSeconds").asInt();
    return running ? options.path("gracePeriodSeconds").asInt(own) : 0;
  }

  private static boolean released(ObjectNode object) {
    return Json.deleting(object)
        && Json.finalizers(object).isEmpty()
        && object.at("/metadata/deletionGracePeriodSeconds").asInt() == 0;
  }

  private ObjectNode stored(ResourceType type, ObjectNode object) {
    if (type.is("customresourcedefinitions")) {
      types.serve(ResourceType.of(object));
      establish(object);
    }
    if (Json.deleting(object) || object.path("metadata").has("ownerReferences")) {
      onGarbage.run();
    }
    return store.put(type, object);
  }

  private ObjectNode removed(ResourceType type, ObjectNode object) {
    if (type.is("customresourcedefinitions")) {
      ResourceType made = ResourceType.of(object);
      store.list(made, "").objects().forEach(each -> store.remove(made, each));
      types.stopServing(made);
    }
    store.remove(type, object);
    onGarbage.run();
    return success(type, object);
  }

  private static ObjectNode success(ResourceType type, ObjectNode object) {
    ObjectNode status = Json.object("v1", "Status").put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", Json.meta(object, "name"));
    details.put("group", type.group()).put("kind", type.plural());
    details.put("uid", Json.meta(object, "uid"));
    return status;
  }

  private static void establish(ObjectNode crd) {
    ObjectNode status = crd.withObject("/status");
    ArrayNode conditions = status.putArray("conditions");
    for (String condition : List.of("NamesAccepted", "Established")) {
      conditions.addObject().put("type", condition).put("status", "True").put("reason", condition);
    }
    status.set("acceptedNames", crd.at("/spec/names"));
    status.putArray("storedVersions").add(ResourceType.of(crd).version());
  }

  private static void checkIdentity(
      ResourceType type, String namespace, String name, ObjectNode object) {
    String stated = Json.meta(object, "namespace");
    if (!object.path("apiVersion").asText().equals(type.apiVersion())
        || !object.path("kind").asText().equals(type.kind())
        || !Json.meta(object, "name").equals(name)
        || (type.namespaced() && !stated.isEmpty() && !stated.equals(namespace))) {
      throw ApiError.badRequest("the body does not match the kind, namespace or name of the URL");
    }
  }

  private void checkNamespace(ResourceType type, String namespace, String name) {
    if (type.namespaced()) {
      ResourceType namespaces = types.find("v1", "namespaces").orElseThrow();
      if (Json.deleting(find(namespaces, "", namespace))) {
        String why = "unable to create new content in namespace %s because it is being terminated";
        throw ApiError.forbidden(type, name, why.formatted(namespace));
      }
    }
  }

  private static void checkCurrent(ResourceType type, ObjectNode before, ObjectNode wanted) {
    String name = Json.meta(before, "name");
    String version = Json.meta(wanted, "resourceVersion");
    if (version.isEmpty() && type.schema().isPresent()) {
      String cause = "metadata.resourceVersion: Invalid value: 0: must be specified for an update";
      throw ApiError.invalid(type, name, List.of(cause));
    }
    String why = "the object has been modified; please apply your changes to the latest version";
    if (!version.isEmpty() && !version.equals(Json.meta(before, "resourceVersion"))) {
      throw ApiError.conflict(type, name, why + " and try again");
    }
    String uid = Json.meta(wanted, "uid");
    if (!uid.isEmpty() && !uid.equals(Json.meta(before, "uid"))) {
      why = "Precondition failed: UID in precondition: %s, UID in object meta: %s";
      throw ApiError.conflict(type, name, why.formatted(uid, Json.meta(before, "uid")));
    }
  }

  private static void bumpGeneration(ResourceType type, ObjectNode object) {
    if (type.has("generation")) {
      ObjectNode metadata = Json.metadata(object);
      metadata.put("generation", metadata.path("generation").asInt() + 1);
    }
  }

  private static ObjectNode content(ObjectNode object) {
    return object.deepCopy().without(List.of("metadata", "status"));
  }

  private static String now(int plusSeconds) {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(plusSeconds).toString();
  }
}
