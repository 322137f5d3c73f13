package io.questdb.migration.facts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running open-source server as far as its login allows: with a login that is refused, what needs
 * one is empty.
 *
 * @param login the answer to the login of the spec, or to none
 */
public record ServerView(
    ServerIdentity identity,
    Admission login,
    Optional<Checkpoint> checkpoint,
    List<TableState> tables,
    Map<String, Parameter> parameters) {
  public ServerView {
    tables = List.copyOf(tables);
    parameters = Map.copyOf(parameters);
  }
}
