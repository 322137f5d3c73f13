package io.questdb.migration.facts;

/**
 * One change of one field. Keys and references are shown, secret values never.
 *
 * @param object kind and name
 */
public record PlannedChange(String object, String path, String from, String to) {}
