package io.questdb.migration.volume;

import io.questdb.migration.volume.VolumeException.Reason;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The arguments of one command, each {@code --key=value}. */
final class Arguments {
  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /** Refuses what is not {@code --key=value} and a key given twice. */
  static Arguments parse(List<String> args) throws VolumeException {
    Map<String, String> values = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        throw new VolumeException(Reason.BadArguments, arg);
      }
      if (values.put(arg.substring(2, equals), arg.substring(equals + 1)) != null) {
        throw bad(arg.substring(2, equals));
      }
    }
    return new Arguments(values);
  }

  /** Refuses keys that the command does not know. */
  Arguments only(Set<String> known) throws VolumeException {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw bad(key);
      }
    }
    return this;
  }

  String required(String key) throws VolumeException {
    return text(key).orElseThrow(() -> bad(key));
  }

  Path requiredPath(String key) throws VolumeException {
    return Path.of(required(key));
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
  }

  Optional<Path> path(String key) {
    return text(key).map(Path::of);
  }

  OptionalInt port(String key) throws VolumeException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.get().matches("\\d{1,5}") || Integer.parseInt(text.get()) > 65535) {
      throw bad(key);
    }
    return OptionalInt.of(Integer.parseInt(text.get()));
  }

  private static VolumeException bad(String key) {
    return new VolumeException(Reason.BadArguments, "--" + key);
  }
}
