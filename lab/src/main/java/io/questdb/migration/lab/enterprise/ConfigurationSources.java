package io.questdb.migration.lab.enterprise;

import io.questdb.Bootstrap;
import io.questdb.ServerMain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;

/** What the user wrote: {@code server.conf} and the environment, with file references located. */
record ConfigurationSources(Properties properties, Map<String, String> env, LabMounts mounts) {

  static ConfigurationSources read(Bootstrap bootstrap, Map<String, String> env)
      throws IOException {
    LabMounts mounts = LabMounts.of(env);
    Properties properties = new Properties();
    if (mounts.serverConf().isPresent()) {
      try (InputStream in = Files.newInputStream(mounts.serverConf().get())) {
        properties.load(in);
      }
    } else {
      properties.putAll(bootstrap.loadProperties());
    }
    return new ConfigurationSources(properties, mounts.locateFiles(env), mounts);
  }

  /** The value of a property; the environment wins over the file. */
  String text(String path, String defaultValue) {
    String name = ServerMain.propertyPathToEnvVarName(path);
    return env.getOrDefault(name, properties.getProperty(path, defaultValue)).trim();
  }

  /** Both hold secrets. */
  @Override
  public String toString() {
    return "ConfigurationSources[****]";
  }
}
