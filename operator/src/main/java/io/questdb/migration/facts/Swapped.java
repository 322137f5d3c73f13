package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/** The template is an Enterprise one. */
public record Swapped(long generation) implements Evidence {}
