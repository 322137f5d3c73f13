package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.questdb.migration.lab.enterprise.EnterpriseServer;
import io.questdb.migration.lab.node.Image.Edition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Turns a container of one pod into a running process. */
final class ContainerLauncher {
  /** A started container and what has to be looked after when it ends. */
  record Launched(Process process, Image image, MountTree mounts, PathMap paths, Path directory) {
    Path terminationLog() {
      return directory.resolve("termination-log");
    }
  }

  private static final String TERMINATION_LOG = "/dev/termination-log";
  private static final String ENTERPRISE_MARK = EnterpriseServer.MARK;

  private final Pod pod;
  private final String address;
  private final Path home;
  private final PodVolumes volumes;
  private final NodeResources node;

  ContainerLauncher(Pod pod, String address, Path home, PodVolumes volumes, NodeResources node) {
    this.pod = pod;
    this.address = address;
    this.home = home;
    this.volumes = volumes;
    this.node = node;
  }

  /**
   * @param attempt 0 for the first start; each has its own directory and log
   * @throws NotStartable if the image, an object or the program is missing
   */
  Launched launch(Container container, int attempt) throws NotStartable, IOException {
    Image image =
        new ImagePull(node.images()).pull(pod, container.getImage(), volumes.projections());
    ContainerEnvironment environment =
        ContainerEnvironment.of(pod, address, container, image, volumes.projections());
    Path directory = Files.createDirectories(directory(container.getName(), attempt));
    MountTree mounts = mounts(container, image, directory);
    PathMap paths = mounts.build();
    List<String> command = command(container, image, environment, paths, directory);
    if (refused(image, paths)) {
      command = List.of("sh", "-c", "echo 'the lab refuses: an Enterprise volume' >&2; exit 55");
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    ChildProcesses.forgetEnvironment(builder);
    environment
        .variables()
        .forEach((name, value) -> builder.environment().put(name, paths.rewrite(value)));
    if (image.edition() == Edition.ENTERPRISE) {
      builder.environment().put("LAB_MOUNTS", paths.asVariable());
    }
    builder.directory(directory.toFile()).redirectErrorStream(true);
    builder.redirectOutput(log(container.getName(), attempt).toFile());
    try {
      return new Launched(node.processes().start(builder), image, mounts, paths, directory);
    } catch (IOException e) {
      mounts.dissolve();
      throw new NotStartable("RunContainerError", "cannot run " + command.get(0));
    }
  }

  Path log(String container, int attempt) throws IOException {
    Path logs = Files.createDirectories(home.resolve("logs"));
    return logs.resolve(container + "-" + attempt + ".log");
  }

  private Path directory(String container, int attempt) {
    return home.resolve("containers").resolve(container + "-" + attempt);
  }

  private static List<String> command(
      Container container,
      Image image,
      ContainerEnvironment environment,
      PathMap paths,
      Path directory) {
    boolean own = !container.getCommand().isEmpty();
    List<String> words = new ArrayList<>(own ? container.getCommand() : image.entrypoint());
    if (!container.getArgs().isEmpty()) {
      words.addAll(container.getArgs());
    } else if (!own) {
      words.addAll(image.arguments());
    }
    // The image's own words are commands of this machine and are not looked at.
    int untouched = own ? 0 : image.entrypoint().size();
    words.replaceAll(word -> word.replace(Image.SCRATCH, directory.toString()));
    for (int i = untouched; i < words.size(); i++) {
      words.set(i, paths.rewrite(environment.expand(words.get(i))));
    }
    return words;
  }

  private MountTree mounts(Container container, Image image, Path directory)
      throws NotStartable, IOException {
    MountTree tree = new MountTree(directory);
    List<VolumeMount> sorted = new ArrayList<>(container.getVolumeMounts());
    sorted.sort(Comparator.comparingInt(mount -> mount.getMountPath().length()));
    boolean dataIsMounted =
        image.dataDirectory().stream()
            .anyMatch(data -> sorted.stream().anyMatch(m -> m.getMountPath().equals(data)));
    if (image.dataDirectory().isPresent() && !dataIsMounted) {
      tree.add(image.dataDirectory().get(), Files.createDirectories(directory.resolve("data")));
    }
    for (VolumeMount mount : sorted) {
      tree.add(mount.getMountPath(), source(mount, directory));
    }
    if (image.dataDirectory().isPresent()) {
      tree.provide(image.dataDirectory().get(), List.of("db", ".checkpoint"));
    }
    String messages = container.getTerminationMessagePath();
    tree.add(messages == null ? TERMINATION_LOG : messages, directory.resolve("termination-log"));
    Files.createFile(directory.resolve("termination-log"));
    return tree;
  }

  private Path source(VolumeMount mount, Path directory) throws NotStartable, IOException {
    Path volume = volumes.path(mount.getName());
    if (volume == null) {
      throw new NotStartable("CreateContainerError", "no volume " + mount.getName());
    }
    if (mount.getSubPath() == null || mount.getSubPath().isEmpty()) {
      return volume;
    }
    Path inner = volume.resolve(mount.getSubPath());
    if (!Files.exists(inner)) {
      return Files.createDirectories(inner);
    }
    if (Files.isDirectory(inner)) {
      return inner;
    }
    // A mounted file stays the same file, whatever its directory says later.
    Path pinned =
        Files.createDirectories(directory.resolve("files"))
            .resolve(Integer.toHexString(mount.getMountPath().hashCode()));
    if (volumes.isProjected(mount.getName())) {
      return Files.copy(inner, pinned, StandardCopyOption.COPY_ATTRIBUTES);
    }
    return Files.createLink(pinned, inner);
  }

  private boolean refused(Image image, PathMap paths) {
    if (image.edition() != Edition.OPEN_SOURCE) {
      return false;
    }
    boolean marked =
        paths.mounts().values().stream()
            .flatMap(place -> Stream.of(place.resolve("db"), place))
            .anyMatch(db -> Files.exists(db.resolve(ENTERPRISE_MARK)));
    if (marked) {
      node.violations()
          .record(
              "open source was started on an Enterprise volume: pod "
                  + pod.getMetadata().getNamespace()
                  + "/"
                  + pod.getMetadata().getName());
    }
    return marked;
  }
}
