package io.questdb.migration.lab.enterprise;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A replication store as its connection string names it: {@code scheme::key=value;key=value;}.
 * questdb docs: {@code ;} cannot be escaped and a fragment without {@code =} is refused.
 */
record ObjectStore(String scheme, Map<String, String> parameters) {
  static final String FILE_SYSTEM = "fs";
  private static final Map<String, Set<String>> REQUIRED =
      Map.of(
          FILE_SYSTEM,
          Set.of("root"),
          "s3",
          Set.of("bucket", "root"),
          "azblob",
          Set.of("endpoint", "container", "root"),
          "gcs",
          Set.of("bucket", "root"));

  /**
   * @throws IllegalArgumentException if it is not a connection string of a known store; the message
   *     does not repeat the string, which may hold credentials
   */
  static ObjectStore parse(String connection) {
    int separator = connection.indexOf("::");
    String scheme = separator < 0 ? "" : connection.substring(0, separator);
    if (!REQUIRED.containsKey(scheme)) {
      throw new IllegalArgumentException("expected s3::, azblob::, gcs:: or fs::");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String fragment : connection.substring(separator + 2).split(";", -1)) {
      int equals = fragment.indexOf('=');
      if (equals > 0) {
        parameters.put(fragment.substring(0, equals).trim(), fragment.substring(equals + 1));
      } else if (!fragment.isBlank()) {
        throw new IllegalArgumentException("expected key=value between semicolons");
      }
    }
    for (String key : REQUIRED.get(scheme)) {
      if (!parameters.containsKey(key)) {
        throw new IllegalArgumentException(scheme + ":: needs " + key + "=");
      }
    }
    return new ObjectStore(scheme, parameters);
  }

  @Override
  public String toString() {
    return scheme + "::****";
  }
}
