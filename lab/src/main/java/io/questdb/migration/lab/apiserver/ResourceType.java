package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One served resource. {@code traits} holds subresources ({@code status}, {@code scale}, {@code
 * log}, {@code binding}) and {@code generation}; {@code schema} is present for kinds made by a CRD.
 */
record ResourceType(
    String group,
    String version,
    String kind,
    String plural,
    List<String> shortNames,
    boolean namespaced,
    Set<String> traits,
    Optional<JsonNode> schema) {

  private static final String BUILT_IN =
      """
      -/v1 Namespace namespaces ns cluster status
      -/v1 Pod pods po namespaced status,log,binding,generation
      -/v1 Service services svc namespaced status
      -/v1 ConfigMap configmaps cm namespaced
      -/v1 Secret secrets - namespaced
      -/v1 PersistentVolumeClaim persistentvolumeclaims pvc namespaced status
      -/v1 PersistentVolume persistentvolumes pv cluster status
      -/v1 Event events ev namespaced
      -/v1 Node nodes no cluster status
      -/v1 ServiceAccount serviceaccounts sa namespaced
      -/v1 Endpoints endpoints ep namespaced
      -/v1 ResourceQuota resourcequotas quota namespaced status
      -/v1 LimitRange limitranges limits namespaced
      apps/v1 StatefulSet statefulsets sts namespaced status,scale,generation
      apps/v1 Deployment deployments deploy namespaced status,scale,generation
      apps/v1 ControllerRevision controllerrevisions - namespaced
      storage.k8s.io/v1 StorageClass storageclasses sc cluster
      storage.k8s.io/v1 CSIDriver csidrivers - cluster
      storage.k8s.io/v1 VolumeAttachment volumeattachments - cluster status
      discovery.k8s.io/v1 EndpointSlice endpointslices - namespaced generation
      coordination.k8s.io/v1 Lease leases - namespaced
      events.k8s.io/v1 Event events ev namespaced
      snapshot.storage.k8s.io/v1 VolumeSnapshot volumesnapshots vs namespaced status,generation
      snapshot.storage.k8s.io/v1 VolumeSnapshotContent volumesnapshotcontents vsc cluster status,generation
      snapshot.storage.k8s.io/v1 VolumeSnapshotClass volumesnapshotclasses vsclass cluster generation
      networking.k8s.io/v1 NetworkPolicy networkpolicies netpol namespaced generation
      policy/v1 PodDisruptionBudget poddisruptionbudgets pdb namespaced status,generation
      autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers hpa namespaced status
      apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions crd cluster status,generation
      authorization.k8s.io/v1 SelfSubjectAccessReview selfsubjectaccessreviews - cluster review
      authorization.k8s.io/v1 SelfSubjectRulesReview selfsubjectrulesreviews - cluster review
      """;

  static Stream<ResourceType> builtIn() {
    return BUILT_IN.lines().map(line -> parse(List.of(line.split("[ /]"))));
  }

  private static ResourceType parse(List<String> words) {
    return new ResourceType(
        words.get(0).equals("-") ? "" : words.get(0),
        words.get(1),
        words.get(2),
        words.get(3),
        words.get(4).equals("-") ? List.of() : List.of(words.get(4)),
        words.get(5).equals("namespaced"),
        words.size() > 6 ? Set.of(words.get(6).split(",")) : Set.of(),
        Optional.empty());
  }

  /** The type that a CustomResourceDefinition asks for, in its storage version. */
  static ResourceType of(JsonNode crd) {
    JsonNode names = crd.at("/spec/names");
    JsonNode version = crd.at("/spec/versions/0");
    for (JsonNode each : crd.at("/spec/versions")) {
      version = each.path("storage").asBoolean() ? each : version;
    }
    JsonNode subresources = version.path("subresources");
    return new ResourceType(
        crd.at("/spec/group").asText(),
        version.path("name").asText(),
        names.path("kind").asText(),
        names.path("plural").asText(),
        Json.texts(names.path("shortNames")),
        crd.at("/spec/scope").asText().equals("Namespaced"),
        subresources.has("status") ? Set.of("status", "generation") : Set.of("generation"),
        Optional.of(version.at("/schema/openAPIV3Schema")));
  }

  boolean has(String trait) {
    return traits.contains(trait);
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** As the API server's messages name it: {@code statefulsets.apps}, {@code pods}. */
  String qualifiedName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  String singular() {
    return kind.toLowerCase(Locale.ROOT);
  }
}
