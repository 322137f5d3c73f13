package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/** What Git must contain from now on is written down in a ConfigMap. */
public record HandedOff(String configMapName) implements Evidence {}
