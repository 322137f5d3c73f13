package io.questdb.migration.steps.action;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.questdb.migration.api.v1alpha1.Grants;
import io.questdb.migration.engine.Action;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Target;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

/** Everything that a migration can do to the world, one record per effect. All objects are in the migration's namespace. */
public sealed interface MigrationAction extends Action {
}
