package io.questdb.migration.engine;

import java.util.List;
import java.util.Optional;

/**
 * A typed fact that is written with the row of the step that found it, and dropped when that row is
 * reopened.
 */
public interface Evidence {

  /** What the checks of this step found, or empty for a step that runs none. */
  default Optional<List<Finding>> findings() {
    return Optional.empty();
  }
}
