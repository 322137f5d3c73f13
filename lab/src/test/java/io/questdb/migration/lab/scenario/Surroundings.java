package io.questdb.migration.lab.scenario;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Everything around a database that a migration could touch, to compare before and after.
 *
 * @param workload spec and metadata; the generation among them gives away even a change that was
 *     taken back
 * @param objects of the namespace; a Secret or ConfigMap that was written to is another one
 * @param files of the volume: hashes of the configuration, names of the rest, which the database
 *     writes all the time
 * @param checkpoint what the server says; empty when it is down
 */
record Surroundings(
    String workload, Set<String> objects, Map<String, String> files, String checkpoint) {
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Pod.class,
          PersistentVolumeClaim.class,
          Service.class,
          VolumeSnapshot.class,
          Secret.class,
          ConfigMap.class);
  private static final List<String> DIRECTORIES = List.of("", ".checkpoint", "conf", "db");

  static Surroundings of(Stage stage, Site site) {
    KubernetesClient client = stage.cluster().client();
    Set<String> objects = new TreeSet<>();
    for (Class<? extends HasMetadata> kind : KINDS) {
      client.resources(kind).inNamespace(site.namespace()).list().getItems().stream()
          .filter(object -> !toldToGo(object))
          .map(Surroundings::identity)
          .forEach(objects::add);
    }
    boolean serves = site.administrator().serves();
    return new Surroundings(
        workload(client, site.workload()),
        objects,
        stage.cluster().opensVolumes() ? files(site.volume()) : Map.of(),
        serves ? site.administrator().sql("checkpoint_status()").toString() : "");
  }

  /** The objects of one kind. */
  List<String> objects(String kind) {
    return objects.stream().filter(object -> object.startsWith(kind + " ")).toList();
  }

  /** What is here but was not there. */
  List<String> addedSince(Surroundings before) {
    List<String> added = new ArrayList<>(objects);
    added.removeAll(before.objects());
    return added;
  }

  private static String workload(KubernetesClient client, StatefulSet set) {
    ObjectMeta metadata = set.getMetadata();
    return "%s %s %s %s %s"
        .formatted(
            metadata.getGeneration(),
            metadata.getLabels(),
            metadata.getAnnotations(),
            metadata.getFinalizers(),
            client.getKubernetesSerialization().asJson(set.getSpec()));
  }

  /** Such a snapshot stays until its driver has answered (external-snapshotter 8). */
  private static boolean toldToGo(HasMetadata object) {
    return object instanceof VolumeSnapshot && object.isMarkedForDeletion();
  }

  private static String identity(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    boolean content = object instanceof Secret || object instanceof ConfigMap;
    return "%s %s %s"
        .formatted(
            object.getKind(),
            metadata.getName(),
            content ? metadata.getResourceVersion() : metadata.getUid());
  }

  private static Map<String, String> files(Path volume) {
    Map<String, String> files = new TreeMap<>();
    List<Path> directories =
        DIRECTORIES.stream().map(volume::resolve).filter(Files::isDirectory).toList();
    for (Path directory : directories) {
      try (Stream<Path> children = Files.list(directory)) {
        // Writers make and remove their locks whenever they like.
        for (Path child : children.filter(found -> !found.toString().endsWith(".lock")).toList()) {
          boolean hashed = directory.endsWith("conf");
          files.put(volume.relativize(child).toString(), hashed ? sha256(child) : "");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
