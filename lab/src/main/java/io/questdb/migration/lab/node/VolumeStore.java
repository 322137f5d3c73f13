package io.questdb.migration.lab.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The storage behind the CSI driver: volumes and snapshots are directories named by their handle.
 */
public final class VolumeStore {
  private final Path volumes;
  private final Path snapshots;

  public VolumeStore(Path home) throws IOException {
    volumes = Files.createDirectories(home.resolve("volumes"));
    snapshots = Files.createDirectories(home.resolve("snapshots"));
  }

  public Path volume(String handle) {
    return volumes.resolve(handle);
  }

  public Path snapshot(String handle) {
    return snapshots.resolve(handle);
  }
}
