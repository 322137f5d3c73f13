package io.questdb.migration.adapter.questdb;

import io.questdb.migration.facts.AccessState;
import io.questdb.migration.facts.AccessState.Grant;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Sql;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads who may do what from an Enterprise server (questdb docs: SHOW, access control). */
final class AccessCatalogue {
  private final SqlClient client;

  AccessCatalogue(SqlClient client) {
    this.client = client;
  }

  AccessState read(Endpoint endpoint) {
    Set<String> users = names(endpoint, Sql.of("SHOW USERS"));
    Set<String> groups = names(endpoint, Sql.of("SHOW GROUPS"));
    Set<String> accounts = names(endpoint, Sql.of("SHOW SERVICE ACCOUNTS"));
    Map<String, Set<String>> memberships = new HashMap<>();
    for (String user : users) {
      memberships.put(user, names(endpoint, Sql.of("SHOW GROUPS ").name(user)));
    }
    Map<String, List<Grant>> grants = new HashMap<>();
    Stream.of(users, groups, accounts)
        .flatMap(Set::stream)
        .forEach(principal -> grants.put(principal, grants(endpoint, principal)));
    return new AccessState(users, groups, accounts, memberships, grants);
  }

  private Set<String> names(Endpoint endpoint, Sql show) {
    return client.run(endpoint, show).stream()
        .map(row -> row.text("name"))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<Grant> grants(Endpoint endpoint, String principal) {
    return client.run(endpoint, Sql.of("SHOW PERMISSIONS ").name(principal)).stream()
        .filter(row -> row.text("column_name").isEmpty())
        .map(row -> new Grant(row.text("permission"), row.text("table_name")))
        .distinct()
        .toList();
  }
}
