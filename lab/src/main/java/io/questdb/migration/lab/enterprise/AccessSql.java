package io.questdb.migration.lab.enterprise;

import io.questdb.griffin.SqlException;
import io.questdb.migration.lab.enterprise.AccessLexer.Token;
import io.questdb.migration.lab.enterprise.AccessLexer.TokenType;
import io.questdb.migration.lab.enterprise.AccessStatement.ChangeAssume;
import io.questdb.migration.lab.enterprise.AccessStatement.ChangeMembership;
import io.questdb.migration.lab.enterprise.AccessStatement.CreateJwk;
import io.questdb.migration.lab.enterprise.AccessStatement.CreatePrincipal;
import io.questdb.migration.lab.enterprise.AccessStatement.CreateRestToken;
import io.questdb.migration.lab.enterprise.AccessStatement.DropJwk;
import io.questdb.migration.lab.enterprise.AccessStatement.DropPrincipal;
import io.questdb.migration.lab.enterprise.AccessStatement.DropRestToken;
import io.questdb.migration.lab.enterprise.AccessStatement.GrantPermissions;
import io.questdb.migration.lab.enterprise.AccessStatement.Kind;
import io.questdb.migration.lab.enterprise.AccessStatement.RevokePermissions;
import io.questdb.migration.lab.enterprise.AccessStatement.Secret;
import io.questdb.migration.lab.enterprise.AccessStatement.SetEnabled;
import io.questdb.migration.lab.enterprise.AccessStatement.SetPassword;
import io.questdb.migration.lab.enterprise.AccessStatement.ShowAuthentication;
import io.questdb.migration.lab.enterprise.AccessStatement.ShowPermissions;
import io.questdb.migration.lab.enterprise.AccessStatement.ShowPrincipals;
import io.questdb.migration.lab.enterprise.AccessStatement.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the access-control statements and leaves every other statement to the engine. */
final class AccessSql {
  private static final Pattern TIME_TO_LIVE = Pattern.compile("(\\d{1,9})([smhd])");
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(10 * 365);

  private final AccessLexer lexer;
  private Token token;

  private AccessSql(String sql) {
    lexer = new AccessLexer(sql);
    token = lexer.next();
  }

  /**
   * The statement, or empty if it is not one about access.
   *
   * @throws SqlException if it is about access but not well formed
   */
  static Optional<AccessStatement> parse(CharSequence sql) throws SqlException {
    AccessSql parser = new AccessSql(sql.toString());
    Optional<AccessStatement> statement = parser.statement();
    if (statement.isPresent()) {
      parser.accept(";");
      parser.check(parser.token.type() == TokenType.END, "end of statement");
    }
    return statement;
  }

  private Optional<AccessStatement> statement() throws SqlException {
    if (accept("GRANT")) {
      return Optional.of(accept("ASSUME") ? assume(true) : grant());
    } else if (accept("REVOKE")) {
      return Optional.of(accept("ASSUME") ? assume(false) : revoke());
    } else if (accept("CREATE")) {
      Optional<Kind> kind = kind();
      return kind.isPresent() ? Optional.of(create(kind.get())) : Optional.empty();
    } else if (accept("ALTER")) {
      Optional<Kind> kind = kind();
      return kind.isPresent() ? Optional.of(alter(kind.get(), name())) : Optional.empty();
    } else if (accept("DROP")) {
      Optional<Kind> kind = kind();
      return kind.isPresent() ? Optional.of(drop(kind.get())) : Optional.empty();
    } else if (accept("ADD")) {
      return accept("USER") ? Optional.of(membership(true)) : Optional.empty();
    } else if (accept("REMOVE")) {
      return accept("USER") ? Optional.of(membership(false)) : Optional.empty();
    } else if (accept("SHOW")) {
      return show();
    }
    return Optional.empty();
  }

  private Optional<Kind> kind() throws SqlException {
    if (accept("USER")) {
      return Optional.of(Kind.USER);
    } else if (accept("GROUP")) {
      return Optional.of(Kind.GROUP);
    } else if (accept("SERVICE")) {
      expect("ACCOUNT");
      return Optional.of(Kind.SERVICE_ACCOUNT);
    }
    return Optional.empty();
  }

  private AccessStatement create(Kind kind) throws SqlException {
    boolean ifNotExists = accept("IF");
    if (ifNotExists) {
      expect("NOT");
      expect("EXISTS");
    }
    String name = name();
    Optional<Secret> password =
        kind != Kind.GROUP && accept("WITH") ? password() : Optional.empty();
    Optional<String> owner = Optional.empty();
    if (accept("OWNED")) {
      expect("BY");
      owner = Optional.of(name());
    }
    return new CreatePrincipal(kind, name, ifNotExists, password, owner);
  }

  private AccessStatement alter(Kind kind, String name) throws SqlException {
    check(kind != Kind.GROUP, "USER or SERVICE ACCOUNT");
    if (accept("ENABLE")) {
      return new SetEnabled(kind, name, true);
    } else if (accept("DISABLE")) {
      return new SetEnabled(kind, name, false);
    } else if (accept("WITH")) {
      return new SetPassword(kind, name, password());
    } else if (accept("CREATE")) {
      return tokenTypeIsJwk() ? new CreateJwk(kind, name) : createRestToken(kind, name);
    }
    expect("DROP");
    if (tokenTypeIsJwk()) {
      return new DropJwk(kind, name);
    }
    boolean one = token.type() == TokenType.LITERAL || token.type() == TokenType.WORD;
    return new DropRestToken(
        kind, name, one ? Optional.of(new Secret(take().text())) : Optional.empty());
  }

  private boolean tokenTypeIsJwk() throws SqlException {
    expect("TOKEN");
    expect("TYPE");
    if (accept("JWK")) {
      return true;
    }
    expect("REST");
    return false;
  }

  private AccessStatement createRestToken(Kind kind, String name) throws SqlException {
    expect("WITH");
    expect("TTL");
    Matcher ttl = TIME_TO_LIVE.matcher(token.text());
    check(ttl.matches(), "TTL as a number and s, m, h or d");
    long amount = Long.parseLong(ttl.group(1));
    Duration timeToLive =
        switch (ttl.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    check(
        timeToLive.compareTo(SHORTEST) >= 0 && timeToLive.compareTo(LONGEST) <= 0,
        "TTL between 1 minute and 10 years");
    take();
    return new CreateRestToken(kind, name, timeToLive, accept("REFRESH"));
  }

  /** An empty password is refused; {@code NO PASSWORD} says it. */
  private Optional<Secret> password() throws SqlException {
    if (accept("NO")) {
      expect("PASSWORD");
      return Optional.empty();
    }
    expect("PASSWORD");
    check(!token.text().isEmpty() && token.type() != TokenType.SYMBOL, "a password");
    return Optional.of(new Secret(take().text()));
  }

  private AccessStatement drop(Kind kind) throws SqlException {
    boolean ifExists = accept("IF");
    if (ifExists) {
      expect("EXISTS");
    }
    return new DropPrincipal(kind, name(), ifExists);
  }

  private AccessStatement membership(boolean add) throws SqlException {
    String user = name();
    expect(add ? "TO" : "FROM");
    List<String> groups = new ArrayList<>();
    do {
      groups.add(name());
    } while (accept(","));
    return new ChangeMembership(user, groups, add);
  }

  private AccessStatement assume(boolean grant) throws SqlException {
    expect("SERVICE");
    expect("ACCOUNT");
    String account = name();
    expect(grant ? "TO" : "FROM");
    String entity = name();
    withGrantOption();
    return new ChangeAssume(account, entity, grant);
  }

  private AccessStatement grant() throws SqlException {
    List<String> permissions = permissions();
    List<Target> targets = targets();
    expect("TO");
    return new GrantPermissions(permissions, targets, name(), withGrantOption());
  }

  private AccessStatement revoke() throws SqlException {
    List<String> permissions = permissions();
    List<Target> targets = targets();
    expect("FROM");
    return new RevokePermissions(permissions, targets, name());
  }

  private boolean withGrantOption() throws SqlException {
    boolean grantOption = false;
    while (accept("WITH")) {
      if (accept("GRANT")) {
        expect("OPTION");
        grantOption = true;
      } else {
        expect("VERIFICATION");
      }
    }
    return grantOption;
  }

  private List<String> permissions() throws SqlException {
    List<String> permissions = new ArrayList<>();
    do {
      StringJoiner words = new StringJoiner(" ");
      Token first = token;
      while (token.type() == TokenType.WORD
          && !token.is("ON")
          && !token.is("TO")
          && !token.is("FROM")) {
        words.add(take().text().toUpperCase(Locale.ROOT));
      }
      if (!Permissions.isKnown(words.toString())) {
        throw SqlException.position(first.position()).put("unknown permission");
      }
      permissions.add(words.toString());
    } while (accept(","));
    return permissions;
  }

  private List<Target> targets() throws SqlException {
    List<Target> targets = new ArrayList<>();
    if (!accept("ON")) {
      return List.of(Target.EVERYTHING);
    }
    if (accept("ALL")) {
      expect("TABLES");
      return List.of(Target.EVERYTHING);
    }
    do {
      String table = name();
      if (accept("(")) {
        do {
          targets.add(new Target(table, name()));
        } while (accept(","));
        expect(")");
      } else {
        targets.add(new Target(table, ""));
      }
    } while (accept(","));
    return targets;
  }

  private Optional<AccessStatement> show() throws SqlException {
    if (accept("USERS")) {
      return Optional.of(new ShowPrincipals(Kind.USER, Optional.empty()));
    } else if (accept("GROUPS")) {
      return Optional.of(new ShowPrincipals(Kind.GROUP, optionalName()));
    } else if (accept("USER")) {
      return Optional.of(new ShowAuthentication(Kind.USER, optionalName()));
    } else if (accept("PERMISSIONS")) {
      return Optional.of(new ShowPermissions(optionalName()));
    } else if (accept("SERVICE")) {
      if (accept("ACCOUNTS")) {
        return Optional.of(new ShowPrincipals(Kind.SERVICE_ACCOUNT, optionalName()));
      }
      expect("ACCOUNT");
      return Optional.of(new ShowAuthentication(Kind.SERVICE_ACCOUNT, optionalName()));
    }
    return Optional.empty();
  }

  private Optional<String> optionalName() throws SqlException {
    return token.type() == TokenType.END || token.is(";") ? Optional.empty() : Optional.of(name());
  }

  private String name() throws SqlException {
    boolean isName = token.type() == TokenType.WORD || token.type() == TokenType.NAME;
    check((isName || token.type() == TokenType.LITERAL) && !token.text().isEmpty(), "a name");
    return take().text();
  }

  private Token take() {
    Token taken = token;
    token = lexer.next();
    return taken;
  }

  private boolean accept(String word) {
    boolean accepted = token.is(word);
    if (accepted) {
      take();
    }
    return accepted;
  }

  private void expect(String word) throws SqlException {
    check(accept(word), "'" + word.toLowerCase(Locale.ROOT) + "'");
  }

  private void check(boolean fits, String expected) throws SqlException {
    if (!fits) {
      throw SqlException.position(token.position()).put(expected).put(" expected");
    }
  }
}
