package io.questdb.migration.lab.enterprise;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The lab's kubelet runs the server as a child process and cannot mount anything for it, so it says
 * where each mount path really lies: {@code LAB_MOUNTS} is {@code /mount=/real:/mount2=/real2}, and
 * {@code LAB_SERVER_CONF} names the file that would lie over {@code conf/server.conf}.
 */
record LabMounts(Map<String, String> byPrefix, Optional<Path> serverConf) {

  /**
   * @throws IllegalArgumentException if {@code LAB_MOUNTS} has an entry without {@code =}
   */
  static LabMounts of(Map<String, String> env) {
    Map<String, String> byPrefix = new LinkedHashMap<>();
    for (String entry : env.getOrDefault("LAB_MOUNTS", "").split(":", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        byPrefix.put(entry.substring(0, equals), entry.substring(equals + 1));
      } else if (!entry.isEmpty()) {
        throw new IllegalArgumentException("LAB_MOUNTS entry without '=': " + entry);
      }
    }
    return new LabMounts(byPrefix, Optional.ofNullable(env.get("LAB_SERVER_CONF")).map(Path::of));
  }

  /** The real place of a path as the container would see it; the longest mount path wins. */
  String locate(String path) {
    return byPrefix.keySet().stream()
        .filter(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"))
        .max(Comparator.comparingInt(String::length))
        .map(prefix -> byPrefix.get(prefix) + path.substring(prefix.length()))
        .orElse(path);
  }

  /** The environment with the values of its {@code QDB_…_FILE} variables located. */
  Map<String, String> locateFiles(Map<String, String> env) {
    Map<String, String> located = new HashMap<>(env);
    located.replaceAll(
        (name, value) ->
            name.startsWith("QDB_") && name.endsWith("_FILE") ? locate(value.trim()) : value);
    return located;
  }
}
