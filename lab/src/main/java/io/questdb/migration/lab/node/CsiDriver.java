package io.questdb.migration.lab.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * The storage driver {@value #NAME}: volumes and snapshots are directories. A cut is atomic: every
 * process that uses the volume is stopped while it is copied.
 */
public final class CsiDriver {
  public static final String NAME = "csi.lab.questdb.io";

  private final VolumeStore store;
  private final Function<String, List<Process>> users;
  private final CsiKnobs knobs;

  /**
   * @param knobsChanged called when a knob may have made something possible
   */
  public CsiDriver(VolumeStore store, LabNode node, Runnable knobsChanged) {
    this.store = store;
    this.users = node::processesOn;
    this.knobs = new CsiKnobs(knobsChanged);
  }

  public CsiKnobs knobs() {
    return knobs;
  }

  public Path volume(String handle) {
    return store.volume(handle);
  }

  public void createVolume(String handle) throws IOException {
    Files.createDirectories(store.volume(handle));
  }

  public void restoreVolume(String handle, String snapshotHandle)
      throws IOException, InterruptedException {
    if (knobs.restoresEmpty()) {
      createVolume(handle);
    } else {
      Trees.copy(store.snapshot(snapshotHandle), store.volume(handle));
    }
  }

  public void deleteVolume(String handle) throws IOException {
    Trees.delete(store.volume(handle));
  }

  /**
   * Cuts now.
   *
   * @throws IOException if the copy fails, or because a knob says so
   */
  public void cut(String volumeHandle, String snapshotHandle)
      throws IOException, InterruptedException {
    if (knobs.takeFailure()) {
      throw new IOException("rpc error: code = Internal desc = the lab was told to fail this cut");
    }
    if (knobs.slowCopy()) {
      Trees.copy(store.volume(volumeHandle), store.snapshot(snapshotHandle));
      return;
    }
    List<Process> writers = users.apply(volumeHandle);
    Signals.stop(writers);
    try {
      Trees.copy(store.volume(volumeHandle), store.snapshot(snapshotHandle));
    } finally {
      Signals.resume(writers);
    }
  }

  public void deleteSnapshot(String snapshotHandle) throws IOException {
    Trees.delete(store.snapshot(snapshotHandle));
  }
}
