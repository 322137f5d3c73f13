package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/** The online snapshot can be restored. */
public record OnlineReady(String name) implements Evidence {}
