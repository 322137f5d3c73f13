package io.questdb.migration.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.WorkloadPin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The parts of a migrated StatefulSet that the migration made, with the values that they have now,
 * as a strategic merge patch. Nothing else is taken from the set: its own variables may hold
 * secrets, and its labels make Git tools take what carries them for their own.
 */
final class EnterpriseParts {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

  private static final Set<String> ANNOTATIONS = Set.of(Labels.RUN, Labels.EDITION);

  private final EnterpriseTemplate template;
  private final WorkloadPin pin;

  EnterpriseParts(QuestDBMigrationSpec spec, WorkloadPin pin) {
    this.template = new EnterpriseTemplate(spec, pin);
    this.pin = pin;
  }

  /** {@code set} has the Enterprise template. */
  String yaml(StatefulSet set, Staged staged) {
    StatefulSet parts = bare(set);
    template.apply(parts, staged, "");
    PodSpec pod = parts.getSpec().getTemplate().getSpec();
    PodSpec now = set.getSpec().getTemplate().getSpec();
    Container container = template.container(pod);
    Container nowContainer = template.container(now);
    pod.getImagePullSecrets().retainAll(now.getImagePullSecrets());
    pod.setVolumes(volumes(pod.getVolumes(), now.getVolumes()));
    container.setImage(nowContainer.getImage());
    container.setEnv(variables(container.getEnv(), nowContainer.getEnv()));
    container.setVolumeMounts(mounts(container.getVolumeMounts(), nowContainer.getVolumeMounts()));
    container.setReadinessProbe(encrypted(nowContainer.getReadinessProbe()));
    container.setLivenessProbe(encrypted(nowContainer.getLivenessProbe()));
    container.setStartupProbe(encrypted(nowContainer.getStartupProbe()));
    parts
        .getSpec()
        .getTemplate()
        .getMetadata()
        .setAnnotations(ours(set.getSpec().getTemplate().getMetadata().getAnnotations()));
    try {
      return YAML.writeValueAsString(parts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a StatefulSet is always YAML", e);
    }
  }

  /** A set in which nothing is but what tells which set and which container it is. */
  private StatefulSet bare(StatefulSet set) {
    Container container = new ContainerBuilder().withName(pin.containerName()).build();
    PodSpec pod = new PodSpecBuilder().withContainers(container).build();
    StatefulSetSpec spec = new StatefulSetSpec();
    spec.setTemplate(new PodTemplateSpec(new ObjectMeta(), pod));
    StatefulSet bare = new StatefulSet();
    bare.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(set.getMetadata().getNamespace())
            .withName(set.getMetadata().getName())
            .withAnnotations(ours(set.getMetadata().getAnnotations()))
            .build());
    bare.setSpec(spec);
    return bare;
  }

  private static Map<String, String> ours(Map<String, String> annotations) {
    Map<String, String> ours = new TreeMap<>(annotations == null ? Map.of() : annotations);
    ours.keySet().retainAll(ANNOTATIONS);
    return ours;
  }

  private static List<Volume> volumes(List<Volume> made, List<Volume> now) {
    Set<String> names = made.stream().map(Volume::getName).collect(Collectors.toSet());
    return now.stream().filter(volume -> names.contains(volume.getName())).toList();
  }

  private static List<EnvVar> variables(List<EnvVar> made, List<EnvVar> now) {
    Set<String> names = made.stream().map(EnvVar::getName).collect(Collectors.toSet());
    return now.stream().filter(variable -> names.contains(variable.getName())).toList();
  }

  private static List<VolumeMount> mounts(List<VolumeMount> made, List<VolumeMount> now) {
    Set<String> paths = made.stream().map(VolumeMount::getMountPath).collect(Collectors.toSet());
    return now.stream().filter(mount -> paths.contains(mount.getMountPath())).toList();
  }

  /** Only the scheme was changed; port and path say of what. */
  private static Probe encrypted(Probe probe) {
    if (probe == null
        || probe.getHttpGet() == null
        || !"HTTPS".equals(probe.getHttpGet().getScheme())) {
      return null;
    }
    HTTPGetAction get =
        new HTTPGetActionBuilder()
            .withPath(probe.getHttpGet().getPath())
            .withPort(probe.getHttpGet().getPort())
            .withScheme("HTTPS")
            .build();
    return new ProbeBuilder().withHttpGet(get).build();
  }
}
