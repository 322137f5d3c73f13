package io.questdb.migration.change;

import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.Listener;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The properties that a migration adds to {@code server.conf}, and the paths at which the server
 * finds its secrets. No value is a secret (questdb docs, configuration pages for TLS, IAM and
 * database replication).
 */
public final class ServerProperties {
  /** Where the TLS Secret is mounted, as a whole directory so that a rotation reaches the pod. */
  public static final String TLS_DIRECTORY = "/run/questdb-migration/tls";

  /** Where the admin Secret is mounted. */
  public static final String ADMIN_DIRECTORY = "/run/questdb-migration/admin";

  /** Where the object store Secret is mounted. */
  public static final String STORE_DIRECTORY = "/run/questdb-migration/store";

  private ServerProperties() {}

  /** The properties for the migrated server. */
  public static SortedMap<String, String> of(QuestDBMigrationSpec spec) {
    SortedMap<String, String> properties = rehearsed(spec);
    if (spec.getReplication() != null) {
      properties.put("replication.role", "primary");
      properties.put("cairo.snapshot.instance.id", spec.getReplication().getInstanceId());
      properties.putIfAbsent("metrics.enabled", "true");
    }
    return properties;
  }

  /** The same without replication: a rehearsal must never touch the object store. */
  public static SortedMap<String, String> rehearsed(QuestDBMigrationSpec spec) {
    SortedMap<String, String> properties = new TreeMap<>(spec.getServerConf());
    properties.put("config.validation.strict", "true");
    properties.put("http.health.check.authentication.required", "false");
    boolean enforced = spec.getAccess().getMode() == AccessMode.ENFORCED;
    properties.put("acl.enabled", Boolean.toString(enforced));
    if (enforced) {
      properties.put("acl.admin.user.enabled", "true");
    }
    if (spec.getTls() != null) {
      for (Listener listener : spec.getTls().getListeners()) {
        String prefix = prefix(listener);
        properties.put(prefix + ".tls.enabled", "true");
        properties.put(prefix + ".tls.cert.path", TLS_DIRECTORY + "/tls.crt");
        properties.put(prefix + ".tls.private.key.path", TLS_DIRECTORY + "/tls.key");
      }
    }
    return properties;
  }

  private static String prefix(Listener listener) {
    return switch (listener) {
      case HTTP -> "http";
      case PGWIRE -> "pg";
      case ILP -> "line.tcp";
      case HEALTH -> "http.min";
    };
  }
}
