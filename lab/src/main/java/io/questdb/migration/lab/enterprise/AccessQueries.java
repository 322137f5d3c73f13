package io.questdb.migration.lab.enterprise;

import io.questdb.migration.lab.enterprise.AccessControl.NewToken;
import io.questdb.migration.lab.enterprise.AccessState.Grant;
import io.questdb.migration.lab.enterprise.AccessStatement.CreateJwk;
import io.questdb.migration.lab.enterprise.AccessStatement.CreateRestToken;
import io.questdb.migration.lab.enterprise.AccessStatement.Kind;
import io.questdb.migration.lab.enterprise.AccessStatement.ShowAuthentication;
import io.questdb.migration.lab.enterprise.AccessStatement.ShowPermissions;
import io.questdb.migration.lab.enterprise.AccessStatement.ShowPrincipals;
import io.questdb.migration.lab.enterprise.Rows.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The statements that answer rows, with the columns that the documentation shows. */
final class AccessQueries {
  private static final List<Column> NAME = List.of(Column.text("name"));
  private static final List<Column> AUTHENTICATION =
      List.of(Column.text("auth_type"), Column.flag("enabled"));
  private static final List<Column> PERMISSIONS =
      List.of(
          Column.text("permission"),
          Column.text("table_name"),
          Column.text("column_name"),
          Column.flag("grant_option"),
          Column.text("origin"));
  private static final List<Column> TOKEN =
      List.of(
          Column.text("name"),
          Column.text("token"),
          Column.time("expires_at"),
          Column.flag("refresh"));
  private static final List<Column> WEB_KEY =
      List.of(
          Column.text("name"),
          Column.text("public_key_x"),
          Column.text("public_key_y"),
          Column.text("private_key"));

  private final AccessControl access;
  private final AccessCommands commands;

  AccessQueries(AccessControl access, AccessCommands commands) {
    this.access = access;
    this.commands = commands;
  }

  /** The rows of the statement, made when they are asked for, or empty if it answers none. */
  Optional<Rows> rows(AccessStatement statement) {
    if (statement instanceof ShowPrincipals show) {
      return Optional.of(new Rows(NAME, asker -> principals(show, asker)));
    } else if (statement instanceof ShowAuthentication show) {
      return Optional.of(new Rows(AUTHENTICATION, asker -> authentication(show, asker)));
    } else if (statement instanceof ShowPermissions show) {
      return Optional.of(new Rows(PERMISSIONS, asker -> permissions(show, asker)));
    } else if (statement instanceof CreateRestToken create) {
      return Optional.of(new Rows(TOKEN, asker -> token(create, asker)));
    } else if (statement instanceof CreateJwk create) {
      return Optional.of(new Rows(WEB_KEY, asker -> webKey(create, asker)));
    }
    return Optional.empty();
  }

  private List<List<Object>> principals(ShowPrincipals show, String asker) {
    if (show.of().isEmpty()) {
      commands.require(asker, "LIST USERS");
      return named(access.names(show.kind()));
    }
    String entity = detailsOf(show.of(), asker);
    return named(show.kind() == Kind.GROUP ? access.groupsOf(entity) : access.assumableBy(entity));
  }

  private List<List<Object>> authentication(ShowAuthentication show, String asker) {
    String name = detailsOf(show.name(), asker);
    return List.of(
        List.of("Password", access.hasPassword(name)),
        List.of("JWK Token", access.publicKey(name).isPresent()),
        List.of("REST Token", access.hasToken(name)));
  }

  private List<List<Object>> permissions(ShowPermissions show, String asker) {
    List<List<Object>> rows = new ArrayList<>();
    for (Grant grant : access.grantsOf(detailsOf(show.name(), asker))) {
      rows.add(
          List.of(
              grant.permission(),
              grant.target().table(),
              grant.target().column(),
              grant.grantOption(),
              "G"));
    }
    return rows;
  }

  private List<List<Object>> token(CreateRestToken create, String asker) {
    NewToken token = commands.createToken(create, asker);
    return List.of(List.of(create.name(), token.token(), token.expiresAt(), create.refresh()));
  }

  private List<List<Object>> webKey(CreateJwk create, String asker) {
    WebKey key = commands.createJwk(create, asker);
    return List.of(List.of(create.name(), key.x(), key.y(), key.privateKey()));
  }

  /** Everyone may ask about oneself. */
  private String detailsOf(Optional<String> name, String asker) {
    String entity = name.orElse(asker);
    if (!entity.equals(asker)) {
      commands.require(asker, "USER DETAILS");
    }
    if (!access.exists(entity)) {
      throw AccessControl.missing(entity);
    }
    return entity;
  }

  private static List<List<Object>> named(Collection<String> names) {
    return names.stream().map(name -> List.<Object>of(name)).toList();
  }
}
