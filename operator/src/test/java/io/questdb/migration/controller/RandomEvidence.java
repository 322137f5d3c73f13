package io.questdb.migration.controller;

import io.questdb.migration.engine.Evidence;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.PlannedChange;
import io.questdb.migration.facts.WorkloadPin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Evidence of every kind that exists, with random values. */
final class RandomEvidence {
  private final Random random;

  RandomEvidence(Random random) {
    this.random = random;
  }

  /** Every record of the facts that is evidence. */
  static List<Class<?>> types() {
    try {
      Path facts =
          Path.of(WorkloadPin.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .resolve("io/questdb/migration/facts");
      try (Stream<Path> files = Files.list(facts)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
            .map(name -> type("io.questdb.migration.facts." + name.replace(".class", "")))
            .filter(Evidence.class::isAssignableFrom)
            .sorted((a, b) -> a.getName().compareTo(b.getName()))
            .<Class<?>>map(type -> type)
            .toList();
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Evidence of(Class<?> type) {
    return (Evidence) record(type);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(component -> value(component.getName(), component.getType()))
            .toArray();
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object value(String name, Class<?> type) {
    if (type == String.class) {
      // Both kinds of evidence about the online snapshot name the same one.
      return name.equals("name") ? "snapshot" : random.nextInt(5) == 0 ? "" : word();
    }
    if (type == Instant.class) {
      return Instant.ofEpochSecond(
          random.nextInt(2_000_000_000), random.nextInt(1_000_000) * 1000L);
    }
    if (type == ConfigSource.class) {
      ConfigSource.Kind kind = any(ConfigSource.Kind.values());
      boolean named = kind == ConfigSource.Kind.CONFIG_MAP || kind == ConfigSource.Kind.SECRET;
      return new ConfigSource(kind, named ? word() : "", named ? word() : "");
    }
    if (type == ConfigSource.Kind.class) {
      return any(ConfigSource.Kind.values());
    }
    if (type == List.class) {
      return Stream.generate(() -> (PlannedChange) record(PlannedChange.class))
          .limit(random.nextInt(5))
          .toList();
    }
    if (type.isRecord()) {
      return record(type);
    }
    return number(type);
  }

  private Object number(Class<?> type) {
    if (type == long.class) {
      return random.nextLong() & Long.MAX_VALUE;
    }
    if (type == int.class) {
      return random.nextInt(1000);
    }
    if (type == double.class) {
      return random.nextInt(100_000) / 1000.0;
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    throw new IllegalArgumentException("no values of " + type);
  }

  private String word() {
    return "w" + Integer.toString(random.nextInt(Integer.MAX_VALUE), 36);
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
