package io.questdb.migration.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * The record of an action that cannot be repeated. It is there from before the action is sent until
 * the answer is known to be no.
 *
 * @param key step and attempt
 * @param answer what the world said; empty until it is known that it said anything
 */
public record Operation(String key, StepName step, Instant requestedAt, Optional<String> answer) {}
