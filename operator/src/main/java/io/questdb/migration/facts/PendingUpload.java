package io.questdb.migration.facts;

import java.util.Set;

/**
 * One sample of the metric of uploads that are still to come.
 *
 * @param labels the values of its labels; one may name the table that it is about
 * @param transactions how many
 */
public record PendingUpload(Set<String> labels, long transactions) {
  public PendingUpload {
    labels = Set.copyOf(labels);
  }
}
