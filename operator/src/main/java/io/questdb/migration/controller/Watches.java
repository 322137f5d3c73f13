package io.questdb.migration.controller;

import io.questdb.migration.engine.Run;

/** What triggers a pass beside the resource itself. A lost watch costs time, never a step. */
public interface Watches {

  /** Watches what an active run rests on; cheap when it does so already. */
  void follow(Run run);

  /** Ends the watches of a run that is over or gone. */
  void forget(String namespace, String name);
}
