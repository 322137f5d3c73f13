package io.questdb.migration.lab.enterprise;

import io.questdb.PropertyKey;
import io.questdb.ServerConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Open-source keys to which the engine must get another value than the user wrote. */
record EngineOverrides(List<Entry> entries, List<TlsListener> listeners) {

  record Entry(PropertyKey key, String engineValue, String defaultValue) {}

  /**
   * @throws ServerConfigurationException if a TLS file is missing or wrong
   */
  static EngineOverrides of(ConfigurationSources sources) throws ServerConfigurationException {
    List<Entry> entries = new ArrayList<>();
    List<TlsListener> listeners = new ArrayList<>();
    for (Listeners.Secured s : new Listeners(sources::text, sources.mounts()).secured()) {
      listeners.add(s.listener());
      String host = s.listener().engine().getAddress().getHostAddress();
      String engine = host + ":" + s.listener().engine().getPort();
      entries.add(new Entry(s.kind().bind, engine, s.kind().defaultBind));
    }
    EnterpriseKey acl = EnterpriseKey.ACL_ENABLED;
    if (Boolean.parseBoolean(sources.text(acl.path(), acl.defaultValue()))) {
      entries.add(new Entry(PropertyKey.HTTP_USER, "", ""));
      entries.add(new Entry(PropertyKey.HTTP_PASSWORD, "", ""));
      // A cached plan would skip the permission check of whoever runs it next.
      entries.add(new Entry(PropertyKey.HTTP_QUERY_CACHE_ENABLED, "false", "true"));
      entries.add(new Entry(PropertyKey.PG_SELECT_CACHE_ENABLED, "false", "true"));
      entries.add(new Entry(PropertyKey.PG_INSERT_CACHE_ENABLED, "false", "true"));
      entries.add(new Entry(PropertyKey.PG_UPDATE_CACHE_ENABLED, "false", "true"));
    }
    if (sources.text(EnterpriseKey.ROLE.path(), "").equals("replica")) {
      entries.add(new Entry(PropertyKey.READ_ONLY_INSTANCE, "true", "false"));
    }
    return new EngineOverrides(List.copyOf(entries), List.copyOf(listeners));
  }

  /** The environment for the engine: it wins over {@code server.conf}. */
  Map<String, String> applyTo(Map<String, String> env) {
    Map<String, String> engineEnv = new HashMap<>(env);
    for (Entry entry : entries) {
      engineEnv.put(entry.key().getEnvVarName(), entry.engineValue());
      engineEnv.remove(entry.key().getEnvVarName() + "_FILE");
    }
    return engineEnv;
  }
}
