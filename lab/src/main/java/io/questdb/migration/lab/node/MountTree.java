package io.questdb.migration.lab.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The mounts of one container. A mount inside another one masks what lies beneath without changing
 * it, for this container alone: the outer mount becomes a directory of symbolic links to the real
 * entries, with the inner mount in its place. (A mount namespace would do the same, but needs
 * rights that many build machines do not give.)
 *
 * <p>As with a real container runtime, a mount point that does not exist is created in the volume
 * beneath: an empty file or a directory. What the process creates or removes at the masked level is
 * carried over to the volume: removals by {@link #settle()}, new entries by {@link #dissolve()}.
 */
final class MountTree {
  private static final class Node {
    private final Path source;
    private final Map<String, Node> masks = new TreeMap<>();

    Node(Path source) {
      this.source = source;
    }
  }

  private record Shadow(Path directory, Path source, Set<String> masked, Set<String> linked) {}

  private final Path scratch;
  private final Map<String, Node> topmost = new TreeMap<>();
  private final Map<String, Path> located = new HashMap<>();
  private final List<Shadow> shadows = new ArrayList<>();

  /**
   * @param scratch an empty directory for the links
   */
  MountTree(Path scratch) {
    this.scratch = scratch;
  }

  /** Mounts must be added outermost first. */
  void add(String mountPath, Path source) throws IOException {
    String path = stripped(mountPath);
    for (Map.Entry<String, Node> outer : topmost.entrySet()) {
      if (path.startsWith(outer.getKey() + "/")) {
        mask(outer.getValue(), path.substring(outer.getKey().length() + 1).split("/"), source);
        return;
      }
    }
    topmost.put(path, new Node(source));
  }

  /**
   * Creates directories in a mount that has masks, so that the server never makes them as links.
   */
  void provide(String mountPath, List<String> directories) throws IOException {
    Node node = topmost.get(stripped(mountPath));
    if (node != null && !node.masks.isEmpty()) {
      for (String directory : directories) {
        Files.createDirectories(node.source.resolve(directory));
      }
    }
  }

  /** Builds the links and says where each outermost mount lies. */
  PathMap build() throws IOException {
    for (Map.Entry<String, Node> mount : topmost.entrySet()) {
      Node node = mount.getValue();
      Path place = node.source;
      if (!node.masks.isEmpty()) {
        place = scratch.resolve("mount-" + located.size());
        link(node, place);
      }
      located.put(mount.getKey(), place);
    }
    return new PathMap(located);
  }

  /** Carries removals over to the volume, such as that of a restore trigger. */
  void settle() throws IOException {
    for (Shadow shadow : shadows) {
      for (String name : List.copyOf(shadow.linked())) {
        if (!Files.exists(shadow.directory().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
          Trees.delete(shadow.source().resolve(name));
          shadow.linked().remove(name);
        }
      }
    }
  }

  boolean hasMasks() {
    return !shadows.isEmpty();
  }

  /** Carries everything over to the volume; the process must have ended. */
  void dissolve() throws IOException {
    settle();
    for (Shadow shadow : shadows) {
      for (Path entry : entries(shadow.directory())) {
        String name = entry.getFileName().toString();
        if (!Files.isSymbolicLink(entry) && !shadow.masked().contains(name)) {
          Path target = shadow.source().resolve(name);
          Trees.delete(target);
          Files.move(entry, target);
        }
      }
    }
    shadows.clear();
  }

  private static void mask(Node outer, String[] components, Path source) throws IOException {
    Node node = outer;
    for (int i = 0; i < components.length - 1; i++) {
      Node inner = node.masks.get(components[i]);
      if (inner == null) {
        inner = new Node(node.source.resolve(components[i]));
        Files.createDirectories(inner.source);
        node.masks.put(components[i], inner);
      }
      node = inner;
    }
    String last = components[components.length - 1];
    Path mountPoint = node.source.resolve(last);
    if (!Files.exists(mountPoint)) {
      if (Files.isDirectory(source)) {
        Files.createDirectories(mountPoint);
      } else {
        Files.createFile(mountPoint);
      }
    }
    node.masks.put(last, new Node(source));
  }

  private void link(Node node, Path place) throws IOException {
    if (node.masks.isEmpty()) {
      Files.createSymbolicLink(place, node.source);
      return;
    }
    Files.createDirectories(place);
    Set<String> linked = new HashSet<>();
    for (Path entry : entries(node.source)) {
      String name = entry.getFileName().toString();
      if (!node.masks.containsKey(name)) {
        Files.createSymbolicLink(place.resolve(name), entry);
        linked.add(name);
      }
    }
    for (Map.Entry<String, Node> mask : node.masks.entrySet()) {
      link(mask.getValue(), place.resolve(mask.getKey()));
    }
    shadows.add(new Shadow(place, node.source, Set.copyOf(node.masks.keySet()), linked));
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static String stripped(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
