package io.questdb.migration.controller;

import java.time.Instant;

/**
 * An event that is still to be published.
 *
 * @param type Normal or Warning
 * @param reason from the published vocabulary
 * @param action the step
 * @param note at most 1 KiB, without secrets
 */
public record EventDraft(String type, String reason, String action, String note, Instant at) {}
