package io.questdb.migration.lab.enterprise;

import io.questdb.Bootstrap;
import io.questdb.BuildInformation;
import io.questdb.BuildInformationHolder;
import io.questdb.ConfigPropertyKey;
import io.questdb.PropServerConfiguration;
import io.questdb.ServerConfigurationException;
import io.questdb.cairo.CairoConfiguration;
import io.questdb.cairo.CairoConfigurationWrapper;
import io.questdb.cutlass.json.JsonException;
import io.questdb.std.Chars;
import io.questdb.std.FilesFacadeImpl;
import io.questdb.std.str.CharSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The open-source configuration plus the Enterprise keys. What Enterprise does differently with an
 * open-source key reaches the engine as an overriding environment entry; {@code SHOW PARAMETERS}
 * still shows what the user wrote.
 */
final class EnterpriseConfiguration extends PropServerConfiguration {
  /** Contains open source 9.3.4 by its release date; the name of an image says otherwise. */
  private static final String DEFAULT_VERSION = "3.2.4";

  private static final Set<String> ROLES =
      Set.of("none", "primary", "replica", "primary-catchup-uploads");

  private final List<TlsListener> listeners;
  private final AccessSettings access;
  private final String role;
  private final Optional<ObjectStore> objectStore;
  private final LabMounts mounts;
  private final CairoConfiguration cairo;

  private EnterpriseConfiguration(
      Bootstrap bootstrap, ConfigurationSources sources, EngineOverrides overrides)
      throws ServerConfigurationException, JsonException {
    super(
        bootstrap.getRootDirectory(),
        sources.properties(),
        overrides.applyTo(sources.env()),
        bootstrap.getLog(),
        enterprise(bootstrap.getBuildInformation(), sources.env()),
        FilesFacadeImpl.INSTANCE,
        bootstrap.getMicrosecondClock(),
        (configuration, engine, freeOnExit) ->
            AccessFactories.of(configuration, ((EnterpriseEngine) engine).access()));
    Properties properties = sources.properties();
    Map<String, String> env = sources.env();
    overrides.entries().forEach(o -> getString(properties, env, o.key(), o.defaultValue()));
    Map<String, String> values = new HashMap<>();
    EnterpriseKey.KNOWN.forEach(
        (path, key) -> values.put(path, getString(properties, env, key, key.defaultValue())));
    this.mounts = sources.mounts();
    this.listeners = overrides.listeners();
    this.access = access(values);
    this.role = values.get(EnterpriseKey.ROLE.path());
    this.objectStore = objectStore(role, values.get(EnterpriseKey.OBJECT_STORE.path()));
    this.cairo = new Published(super.getCairoConfiguration(), published(access.enabled()));
  }

  /**
   * Reads {@code server.conf} and the environment.
   *
   * @throws ServerConfigurationException if a key or value is refused; the message names it
   */
  static EnterpriseConfiguration read(Bootstrap bootstrap, Map<String, String> env)
      throws ServerConfigurationException, JsonException, IOException {
    ConfigurationSources sources = ConfigurationSources.read(bootstrap, env);
    return new EnterpriseConfiguration(bootstrap, sources, EngineOverrides.of(sources));
  }

  List<TlsListener> listeners() {
    return listeners;
  }

  AccessSettings access() {
    return access;
  }

  /** Whether this server is the primary of a store that this machine can reach as a directory. */
  Optional<Path> fileSystemStore() {
    return objectStore
        .filter(store -> role.startsWith("primary"))
        .filter(store -> store.scheme().equals(ObjectStore.FILE_SYSTEM))
        .map(store -> Path.of(mounts.locate(store.parameters().get("root"))));
  }

  boolean primary() {
    return role.startsWith("primary");
  }

  @Override
  public CairoConfiguration getCairoConfiguration() {
    return cairo == null ? super.getCairoConfiguration() : cairo;
  }

  @Override
  public String getReleaseType() {
    return "EE";
  }

  @Override
  protected PropertyValidator newValidator() {
    return new PropertyValidator() {
      @Override
      protected Optional<ConfigPropertyKey> lookupConfigProperty(String name) {
        Optional<ConfigPropertyKey> enterprise = Optional.ofNullable(EnterpriseKey.KNOWN.get(name));
        return enterprise.isPresent() ? enterprise : super.lookupConfigProperty(name);
      }
    };
  }

  /** The engine itself says true, and only true, where an open-source login is set. */
  private String published(boolean acl) {
    boolean saidByEngine = !Chars.empty(getHttpServerConfiguration().getUsername());
    return saidByEngine ? "" : "\"acl.enabled\":" + acl + ",";
  }

  private static BuildInformation enterprise(BuildInformation engine, Map<String, String> env) {
    return new BuildInformationHolder(
        env.getOrDefault("LAB_ENTERPRISE_VERSION", DEFAULT_VERSION),
        engine.getCommitHash(),
        engine.getJdkVersion(),
        "QuestDB Enterprise");
  }

  private static AccessSettings access(Map<String, String> values)
      throws ServerConfigurationException {
    String iterations = values.get(EnterpriseKey.HASH_ITERATIONS.path());
    try {
      return new AccessSettings(
          Boolean.parseBoolean(values.get(EnterpriseKey.ACL_ENABLED.path())),
          values.get(EnterpriseKey.ADMIN_USER.path()),
          values.get(EnterpriseKey.ADMIN_PASSWORD.path()),
          Boolean.parseBoolean(values.get(EnterpriseKey.ADMIN_ENABLED.path())),
          Integer.parseInt(iterations),
          Boolean.parseBoolean(values.get(EnterpriseKey.LINE_TCP_ACL.path())));
    } catch (NumberFormatException e) {
      throw ServerConfigurationException.forInvalidKey(
          EnterpriseKey.HASH_ITERATIONS.path(), iterations);
    }
  }

  private static Optional<ObjectStore> objectStore(String role, String connection)
      throws ServerConfigurationException {
    if (!ROLES.contains(role)) {
      throw ServerConfigurationException.forInvalidKey(EnterpriseKey.ROLE.path(), role);
    }
    if (role.equals("none")) {
      return Optional.empty();
    }
    if (connection.isEmpty()) {
      throw new ServerConfigurationException(
          EnterpriseKey.OBJECT_STORE.path() + " is required [replication.role=" + role + "]");
    }
    try {
      return Optional.of(ObjectStore.parse(connection));
    } catch (IllegalArgumentException e) {
      throw new ServerConfigurationException(
          "InvalidObjectStoreConfiguration [key=%s, error=%s]"
              .formatted(EnterpriseKey.OBJECT_STORE.path(), e.getMessage()));
    }
  }

  /** Adds {@code acl.enabled} to {@code /settings}; open source knows it only with a user set. */
  private static final class Published extends CairoConfigurationWrapper {
    private final String acl;

    Published(CairoConfiguration engine, String acl) {
      super(engine);
      this.acl = acl;
    }

    @Override
    public boolean exportConfiguration(CharSink<?> sink) {
      boolean exported = super.exportConfiguration(sink);
      sink.putAscii(acl);
      return exported;
    }
  }
}
