package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.node.ProjectedFiles.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a Secret, ConfigMap or projected volume of a pod contains, after the API's rules for keys
 * and modes.
 */
final class Projections {
  private static final int DEFAULT_MODE = 0644;

  private final KubernetesClient client;
  private final Pod pod;
  private final String address;
  private final String namespace;
  private final Map<String, byte[]> tokens = new HashMap<>();

  Projections(KubernetesClient client, Pod pod, String address) {
    this.client = client;
    this.pod = pod;
    this.address = address;
    this.namespace = pod.getMetadata().getNamespace();
  }

  static boolean isProjection(Volume volume) {
    return volume.getSecret() != null
        || volume.getConfigMap() != null
        || volume.getProjected() != null;
  }

  /**
   * @throws NotStartable if an object or a listed key is missing and not optional
   */
  Map<String, Entry> files(Volume volume) throws NotStartable {
    if (volume.getSecret() != null) {
      var source = volume.getSecret();
      Map<String, byte[]> data = secret(source.getSecretName(), optional(source.getOptional()));
      return select(
          data, source.getItems(), mode(source.getDefaultMode()), optional(source.getOptional()));
    }
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      Map<String, byte[]> data = configMap(source.getName(), optional(source.getOptional()));
      return select(
          data, source.getItems(), mode(source.getDefaultMode()), optional(source.getOptional()));
    }
    Map<String, Entry> all = new HashMap<>();
    for (VolumeProjection source : volume.getProjected().getSources()) {
      all.putAll(projected(source, mode(volume.getProjected().getDefaultMode())));
    }
    return all;
  }

  Map<String, byte[]> secret(String name, boolean optional) throws NotStartable {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null) {
      return missing("secret", name, optional);
    }
    Map<String, byte[]> data = new HashMap<>();
    if (secret.getData() != null) {
      secret.getData().forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    }
    return data;
  }

  Map<String, byte[]> configMap(String name, boolean optional) throws NotStartable {
    ConfigMap map = client.configMaps().inNamespace(namespace).withName(name).get();
    if (map == null) {
      return missing("configmap", name, optional);
    }
    Map<String, byte[]> data = new HashMap<>();
    if (map.getData() != null) {
      map.getData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
    }
    if (map.getBinaryData() != null) {
      map.getBinaryData().forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    }
    return data;
  }

  private Map<String, Entry> projected(VolumeProjection source, int mode) throws NotStartable {
    if (source.getSecret() != null) {
      boolean optional = optional(source.getSecret().getOptional());
      Map<String, byte[]> data = secret(source.getSecret().getName(), optional);
      return select(data, source.getSecret().getItems(), mode, optional);
    }
    if (source.getConfigMap() != null) {
      boolean optional = optional(source.getConfigMap().getOptional());
      Map<String, byte[]> data = configMap(source.getConfigMap().getName(), optional);
      return select(data, source.getConfigMap().getItems(), mode, optional);
    }
    if (source.getServiceAccountToken() != null) {
      var request = source.getServiceAccountToken();
      byte[] token = tokens.computeIfAbsent(request.getPath(), path -> token(request));
      return Map.of(request.getPath(), new Entry(ByteBuffer.wrap(token), mode));
    }
    Map<String, Entry> fields = new HashMap<>();
    for (DownwardAPIVolumeFile item : source.getDownwardAPI().getItems()) {
      String value = PodFields.value(pod, address, item.getFieldRef().getFieldPath());
      fields.put(
          item.getPath(), new Entry(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)), mode));
    }
    return fields;
  }

  /** Asked for once: no pod of the lab outlives its token. */
  private byte[] token(ServiceAccountTokenProjection source) {
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withAudiences(source.getAudience() == null ? List.of() : List.of(source.getAudience()))
            .withExpirationSeconds(source.getExpirationSeconds())
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    return client
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(pod.getSpec().getServiceAccountName())
        .tokenRequest(request)
        .getStatus()
        .getToken()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Entry> select(
      Map<String, byte[]> data, List<KeyToPath> items, int mode, boolean optional)
      throws NotStartable {
    Map<String, Entry> files = new HashMap<>();
    if (items == null || items.isEmpty()) {
      data.forEach((key, content) -> files.put(key, new Entry(ByteBuffer.wrap(content), mode)));
      return files;
    }
    for (KeyToPath item : items) {
      byte[] content = data.get(item.getKey());
      if (content != null) {
        int own = item.getMode() == null ? mode : item.getMode();
        files.put(item.getPath(), new Entry(ByteBuffer.wrap(content), own));
      } else if (!optional) {
        throw new NotStartable(
            "ContainerCreating", "references non-existent key: " + item.getKey());
      }
    }
    return files;
  }

  private Map<String, byte[]> missing(String kind, String name, boolean optional)
      throws NotStartable {
    if (optional) {
      return Map.of();
    }
    throw new NotStartable(
        "CreateContainerConfigError", kind + " \"" + namespace + "/" + name + "\" not found");
  }

  private static boolean optional(Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }

  private static int mode(Integer mode) {
    return mode == null ? DEFAULT_MODE : mode;
  }
}
