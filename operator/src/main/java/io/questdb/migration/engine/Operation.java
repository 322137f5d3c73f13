package io.questdb.migration.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * The record of an action that cannot be repeated.
 *
 * @param key step and attempt
 * @param answer what the world said; empty until it is known that it said anything
 */
public record Operation(String key, StepName step, Instant requestedAt, Optional<String> answer) {}
