package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;

/** How a write is done; {@code subresource} is {@code status}, {@code scale} or empty. */
record WriteOptions(String subresource, boolean dryRun, String manager, String operation) {

  /** Writes of the server itself own no fields. */
  static final WriteOptions INTERNAL = new WriteOptions("", false, "", "");

  boolean status() {
    return subresource.equals("status");
  }

  boolean writes(JsonNode managedFieldsEntry) {
    return managedFieldsEntry.path("manager").asText().equals(manager)
        && managedFieldsEntry.path("operation").asText().equals(operation)
        && managedFieldsEntry.path("subresource").asText().equals(subresource);
  }
}
