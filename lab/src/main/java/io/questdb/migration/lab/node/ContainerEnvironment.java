package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of one container, and the expansion of {@code $(NAME)} in its command line. */
final class ContainerEnvironment {
  static final String POD_IP = "LAB_POD_IP";

  private static final Pattern REFERENCE = Pattern.compile("\\$(\\$|\\(([A-Za-z0-9_.-]+)\\))");
  private static final String ANY_ADDRESS = "0.0.0.0:";

  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Pod pod;
  private final String address;
  private final Projections objects;

  private ContainerEnvironment(Pod pod, String address, Projections objects) {
    this.pod = pod;
    this.address = address;
    this.objects = objects;
  }

  /**
   * @throws NotStartable if a Secret, ConfigMap or key is missing and not optional
   */
  static ContainerEnvironment of(
      Pod pod, String address, Container container, Image image, Projections objects)
      throws NotStartable {
    ContainerEnvironment environment = new ContainerEnvironment(pod, address, objects);
    environment.variables.put(POD_IP, address);
    image.environment().forEach(environment::put);
    for (EnvFromSource source : container.getEnvFrom()) {
      environment.addAll(source);
    }
    for (EnvVar variable : container.getEnv()) {
      environment.add(variable);
    }
    return environment;
  }

  Map<String, String> variables() {
    return variables;
  }

  /** Unknown names stay as they are, {@code $$} is a dollar: the API's rules. */
  String expand(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    return matcher.replaceAll(
        found -> {
          if (found.group(1).equals("$")) {
            return Matcher.quoteReplacement("$");
          }
          String value = variables.getOrDefault(found.group(2), found.group());
          return Matcher.quoteReplacement(value);
        });
  }

  private void put(String name, String value) {
    String expanded = expand(value);
    // All pods share this machine: "any address" can only mean the pod's own.
    boolean any = expanded.startsWith(ANY_ADDRESS);
    variables.put(name, any ? address + ":" + expanded.substring(ANY_ADDRESS.length()) : expanded);
  }

  private void addAll(EnvFromSource source) throws NotStartable {
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    Map<String, byte[]> data = Map.of();
    if (source.getSecretRef() != null) {
      boolean optional = Boolean.TRUE.equals(source.getSecretRef().getOptional());
      data = objects.secret(source.getSecretRef().getName(), optional);
    } else if (source.getConfigMapRef() != null) {
      boolean optional = Boolean.TRUE.equals(source.getConfigMapRef().getOptional());
      data = objects.configMap(source.getConfigMapRef().getName(), optional);
    }
    data.forEach(
        (key, value) -> variables.put(prefix + key, new String(value, StandardCharsets.UTF_8)));
  }

  private void add(EnvVar variable) throws NotStartable {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      put(variable.getName(), variable.getValue() == null ? "" : variable.getValue());
    } else if (source.getSecretKeyRef() != null) {
      var reference = source.getSecretKeyRef();
      boolean optional = Boolean.TRUE.equals(reference.getOptional());
      Map<String, byte[]> data = objects.secret(reference.getName(), optional);
      addKey(variable.getName(), data, reference.getKey(), optional);
    } else if (source.getConfigMapKeyRef() != null) {
      var reference = source.getConfigMapKeyRef();
      boolean optional = Boolean.TRUE.equals(reference.getOptional());
      Map<String, byte[]> data = objects.configMap(reference.getName(), optional);
      addKey(variable.getName(), data, reference.getKey(), optional);
    } else if (source.getFieldRef() != null) {
      String path = source.getFieldRef().getFieldPath();
      variables.put(variable.getName(), PodFields.value(pod, address, path));
    }
  }

  private void addKey(String name, Map<String, byte[]> data, String key, boolean optional)
      throws NotStartable {
    byte[] value = data.get(key);
    if (value != null) {
      variables.put(name, new String(value, StandardCharsets.UTF_8));
    } else if (!optional) {
      throw new NotStartable("CreateContainerConfigError", "couldn't find key " + key);
    }
  }
}
