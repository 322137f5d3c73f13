package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Finding;
import java.util.List;
import java.util.Optional;

/** What the checks found, with nothing that blocks. */
public record Inspection(WorkloadPin pin, List<Finding> found) implements Evidence {
  @Override
  public Optional<List<Finding>> findings() {
    return Optional.of(found);
  }
}
