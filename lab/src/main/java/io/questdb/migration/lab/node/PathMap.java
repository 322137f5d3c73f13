package io.questdb.migration.lab.node;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the paths that a container sees really lie. A child process has no mounts of its own, so
 * every absolute path in its command line and environment is rewritten once, the longest mount path
 * first. A mount at {@code /tmp} is not rewritten: the real directories lie below it.
 */
record PathMap(Map<String, Path> mounts) {
  private static final String NOT_INSIDE_A_PATH = "(?<![\\w./-])";
  private static final String END_OF_COMPONENT = "(?=$|[/\\s,;:\"'=)])";

  PathMap {
    mounts = Map.copyOf(mounts);
  }

  String rewrite(String text) {
    String alternatives =
        mounts.keySet().stream()
            .filter(path -> !path.equals("/tmp"))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    if (alternatives.isEmpty()) {
      return text;
    }
    return Pattern.compile(NOT_INSIDE_A_PATH + "(" + alternatives + ")" + END_OF_COMPONENT)
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(mounts.get(found.group(1)).toString()));
  }

  /** As the stand-in reads it: {@code /mount=/real:/mount2=/real2}. */
  String asVariable() {
    return new TreeMap<>(mounts)
        .entrySet().stream()
            .filter(mount -> !mount.getKey().equals("/tmp"))
            .map(mount -> mount.getKey() + "=" + mount.getValue())
            .collect(Collectors.joining(":"));
  }
}
