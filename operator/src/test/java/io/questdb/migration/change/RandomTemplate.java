package io.questdb.migration.change;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Random;

/** Templates as people and Helm charts write them: more of everything, in any place. */
final class RandomTemplate {
  private final Random random;

  private RandomTemplate(long seed) {
    random = new Random(seed);
  }

  /** The set with a template that the seed chooses. */
  static StatefulSet of(long seed, StatefulSet set) {
    StatefulSet changed = new StatefulSetBuilder(set).build();
    new RandomTemplate(seed).change(changed.getSpec().getTemplate());
    return changed;
  }

  private void change(PodTemplateSpec template) {
    if (random.nextBoolean()) {
      template.getMetadata().getAnnotations().clear();
    }
    if (random.nextBoolean()) {
      template.getMetadata().getAnnotations().put("checksum/config~1", "a/b~c");
    }
    var pod = template.getSpec();
    for (int i = random.nextInt(3); i > 0; i--) {
      pod.getContainers().add(random.nextInt(pod.getContainers().size() + 1), sidecar(i));
    }
    if (random.nextBoolean()) {
      pod.getImagePullSecrets().add(new LocalObjectReference("registry"));
    }
    Container database =
        pod.getContainers().stream()
            .filter(container -> container.getName().equals("questdb"))
            .findFirst()
            .orElseThrow();
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(database.getEnv().size() + 1);
      database.getEnv().add(at, new EnvVar("QDB_" + i, "v" + random.nextInt(3), null));
      int place = random.nextInt(database.getVolumeMounts().size() + 1);
      database
          .getVolumeMounts()
          .add(
              place,
              new VolumeMountBuilder()
                  .withName("questdb")
                  .withMountPath("/mnt/" + i)
                  .withSubPath("part" + i)
                  .build());
    }
    if (random.nextBoolean()) {
      database.getEnv().clear();
    }
    if (random.nextBoolean()) {
      database.setReadinessProbe(null);
    }
  }

  private static Container sidecar(int number) {
    return new ContainerBuilder()
        .withName("sidecar-" + number)
        .withImage("sidecar:" + number)
        .addNewEnv()
        .withName("A")
        .withValue("b")
        .endEnv()
        .build();
  }
}
