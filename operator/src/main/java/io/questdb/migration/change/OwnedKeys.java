package io.questdb.migration.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The server properties that belong to the operator: {@code spec.serverConf} may not set them, and
 * a workload that sets one through its environment is refused, because the environment beats {@code
 * server.conf} (questdb docs, configuration overview: file variant, then environment, then {@code
 * server.conf}, then default).
 *
 * <p>Not owned on purpose: {@code cairo.snapshot.recovery.enabled} and {@code
 * cairo.checkpoint.recovery.enabled}. A migration never restores a checkpoint with the merged file;
 * a rollback does, but with the user's own file, which is not edited.
 */
public final class OwnedKeys {

  /**
   * One owned property.
   *
   * @param key the property as {@code server.conf} spells it
   * @param secret whether its value may reach the server only as a file, never in {@code
   *     server.conf}
   * @param doc what the operator writes there, and why the property is owned
   */
  public record OwnedKey(String key, boolean secret, String doc) {}

  private static final Map<String, OwnedKey> KEYS = new TreeMap<>();

  static {
    global();
    listener("http", "the HTTP listener");
    listener("http.min", "the health listener; off unless asked for, because probes talk to it");
    listener("pg", "the PGWire listener");
    listener("line.tcp", "the ILP/TCP listener");
    open(
        "acl.enabled", "true when access is Enforced, false when Open; Enterprise's default: true");
    open("acl.admin.user", "the user name of the admin Secret");
    open("acl.admin.user.enabled", "true: the operator declares principals as this user");
    secret("acl.admin.password", "the password of the admin Secret");
    open("replication.role", "primary when replication is asked for");
    secret("replication.object.store", "the connection string of the object store Secret");
    open("cairo.snapshot.instance.id", "spec.replication.instanceId, unique for each instance");
    open(
        "http.health.check.authentication.required",
        "false: once logins are on, the health port answers 401 to every probe otherwise");
    open(
        "config.validation.strict",
        "true only if the rehearsed server knew every kept key: then an open-source server refuses"
            + " the file instead of running without TLS and access control");
  }

  private OwnedKeys() {}

  /** All owned properties, by key. */
  public static List<OwnedKey> all() {
    return List.copyOf(KEYS.values());
  }

  /**
   * The owned property that {@code key} sets. A secret's {@code .file} spelling sets the secret
   * (questdb docs, configuration overview).
   */
  public static Optional<OwnedKey> find(String key) {
    OwnedKey exact = KEYS.get(key);
    if (exact != null) {
      return Optional.of(exact);
    }
    if (!key.endsWith(".file")) {
      return Optional.empty();
    }
    return Optional.ofNullable(KEYS.get(key.substring(0, key.length() - ".file".length())))
        .filter(OwnedKey::secret);
  }

  /** The environment variable that overrides {@code key}: {@code a.b.c} is {@code QDB_A_B_C}. */
  public static String envName(String key) {
    return "QDB_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The environment variable that names a file with the value of {@code key}. */
  public static String fileEnvName(String key) {
    return envName(key) + "_FILE";
  }

  /** Every environment variable that would override {@code key}, in no order of precedence. */
  public static List<String> envNames(OwnedKey key) {
    List<String> names = new ArrayList<>(List.of(envName(key.key())));
    if (key.secret()) {
      names.add(fileEnvName(key.key()));
    }
    return List.copyOf(names);
  }

  private static void global() {
    open("tls.enabled", "never true: it would cover the health listener too, which probes talk to");
    open("tls.cert.path", "unset: each listener names its own certificate");
    open("tls.private.key.path", "unset: each listener names its own key");
    open("tls.demo.mode", "unset: a self-signed certificate made at start cannot be trusted");
  }

  private static void listener(String prefix, String what) {
    open(prefix + ".tls.enabled", "whether TLS is on for " + what);
    open(prefix + ".tls.cert.path", "tls.crt of the TLS Secret's directory, for " + what);
    open(prefix + ".tls.private.key.path", "tls.key of the TLS Secret's directory, for " + what);
  }

  private static void open(String key, String doc) {
    KEYS.put(key, new OwnedKey(key, false, doc));
  }

  private static void secret(String key, String doc) {
    KEYS.put(key, new OwnedKey(key, true, doc));
  }
}
