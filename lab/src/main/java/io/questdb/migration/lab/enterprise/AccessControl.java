package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.CairoException;
import io.questdb.migration.lab.enterprise.AccessState.Grant;
import io.questdb.migration.lab.enterprise.AccessState.Principal;
import io.questdb.migration.lab.enterprise.AccessState.RestToken;
import io.questdb.migration.lab.enterprise.AccessStatement.Kind;
import io.questdb.migration.lab.enterprise.AccessStatement.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Users, groups, service accounts, their secrets and grants. Every change is on disk before it is
 * answered. The built-in administrator is not stored: it comes from the configuration and may do
 * everything. Thread-safe.
 */
final class AccessControl {
  private static final String FILE_NAME = ".enterprise_access";

  private final AccessSettings settings;
  private final Passwords passwords;
  private final AccessFile file;
  private final AccessState state;

  /** A token as it is shown, once. */
  record NewToken(String token, Instant expiresAt) {
    @Override
    public String toString() {
      return "NewToken[expiresAt=" + expiresAt + "]";
    }
  }

  AccessControl(AccessSettings settings, Path dbRoot) throws IOException {
    this.settings = settings;
    this.passwords = new Passwords(settings.iterations());
    this.file = new AccessFile(dbRoot.resolve(FILE_NAME));
    this.state = file.load();
  }

  AccessSettings settings() {
    return settings;
  }

  /** Whether this is the name and password of a principal that may log in. */
  synchronized boolean login(String name, String password) {
    if (isAdmin(name)) {
      return Passwords.same(settings.adminPassword(), password);
    }
    Principal principal = state.principals.get(name);
    return principal != null
        && !principal.passwordHash().isEmpty()
        && passwords.matches(principal.passwordHash(), password);
  }

  /** Whose REST token this is, if it has not expired. */
  synchronized Optional<String> tokenOwner(String token) {
    RestToken known = state.tokens.get(Passwords.tokenHash(token));
    Instant now = Instant.now();
    if (known == null || known.expiresAt().isBefore(now)) {
      return Optional.empty();
    }
    if (known.refresh()) {
      Instant later = now.plus(known.timeToLive());
      change(
          s ->
              s.tokens.put(
                  known.hash(),
                  new RestToken(known.hash(), known.owner(), later, known.timeToLive(), true)));
    }
    return Optional.of(known.owner());
  }

  synchronized Optional<PublicKey> publicKey(String name) {
    return Optional.ofNullable(state.principals.get(name))
        .map(Principal::publicKey)
        .filter(key -> !key.isEmpty())
        .map(AccessControl::decode);
  }

  /** Whether the principal exists, is enabled and may connect through this endpoint. */
  synchronized boolean mayConnect(String name, String endpoint) {
    Principal principal = state.principals.get(name);
    return isAdmin(name)
        || (principal != null && principal.enabled() && allowed(name, endpoint, "", List.of()));
  }

  /**
   * Whether the principal itself or one of its groups holds the permission.
   *
   * @param table empty for a permission on the database
   * @param columns all of which are needed; empty for the table as a whole
   */
  synchronized boolean allowed(
      String name, String permission, String table, Collection<String> columns) {
    if (isAdmin(name)) {
      return true;
    }
    List<Grant> held = effective(name).filter(grant -> covers(grant, permission)).toList();
    Predicate<String> onColumn =
        column -> held.stream().anyMatch(grant -> applies(grant.target(), table, column));
    return columns.isEmpty() ? onColumn.test("") : columns.stream().allMatch(onColumn);
  }

  /** Whether the principal holds the permission on the table or on one of its columns. */
  synchronized boolean allowedOnAnyColumn(String name, String permission, String table) {
    return isAdmin(name)
        || effective(name)
            .filter(grant -> covers(grant, permission))
            .map(Grant::target)
            .anyMatch(held -> held.table().isEmpty() || held.table().equalsIgnoreCase(table));
  }

  /** Whether the principal may pass the permission on. */
  synchronized boolean mayGrant(String name, String permission, Target target) {
    return isAdmin(name)
        || effective(name)
            .filter(Grant::grantOption)
            .filter(grant -> covers(grant, permission))
            .anyMatch(grant -> applies(grant.target(), target.table(), target.column()));
  }

  synchronized boolean exists(String name) {
    return isAdmin(name) || state.principals.containsKey(name);
  }

  synchronized void create(Kind kind, String name, Optional<String> password) {
    if (exists(name) || name.equals(settings.adminUser())) {
      throw CairoException.nonCritical().put("name already in use [name=").put(name).put(']');
    }
    String hash = password.map(passwords::hash).orElse("");
    change(s -> s.principals.put(name, new Principal(kind, name, true, hash, "")));
  }

  /** Returns false if there is none. */
  synchronized boolean drop(Kind kind, String name) {
    boolean exists = find(kind, name).isPresent();
    if (exists) {
      change(s -> s.drop(name));
    }
    return exists;
  }

  synchronized void setPassword(Kind kind, String name, Optional<String> password) {
    String hash = password.map(passwords::hash).orElse("");
    update(kind, name, p -> new Principal(kind, name, p.enabled(), hash, p.publicKey()));
  }

  synchronized void setEnabled(Kind kind, String name, boolean enabled) {
    update(kind, name, p -> new Principal(kind, name, enabled, p.passwordHash(), p.publicKey()));
  }

  /** An absent key takes the key away. */
  synchronized void setPublicKey(Kind kind, String name, Optional<PublicKey> key) {
    String encoded = key.map(k -> Base64.getEncoder().encodeToString(k.getEncoded())).orElse("");
    update(kind, name, p -> new Principal(kind, name, p.enabled(), p.passwordHash(), encoded));
  }

  synchronized NewToken createToken(Kind kind, String name, Duration timeToLive, boolean refresh) {
    existing(kind, name);
    NewToken created = new NewToken(Passwords.newToken(), Instant.now().plus(timeToLive));
    String hash = Passwords.tokenHash(created.token());
    change(
        s ->
            s.tokens.put(
                hash, new RestToken(hash, name, created.expiresAt(), timeToLive, refresh)));
    return created;
  }

  /** An absent token drops all of the principal's. */
  synchronized void dropTokens(Kind kind, String name, Optional<String> token) {
    existing(kind, name);
    Optional<String> hash = token.map(Passwords::tokenHash);
    change(
        s ->
            s.tokens
                .values()
                .removeIf(t -> t.owner().equals(name) && hash.map(t.hash()::equals).orElse(true)));
  }

  synchronized void changeMembership(String user, Collection<String> groups, boolean add) {
    existing(Kind.USER, user);
    groups.forEach(group -> existing(Kind.GROUP, group));
    change(
        s -> {
          if (add) {
            s.groupsOf(user).addAll(groups);
          } else {
            s.groupsOf(user).removeAll(groups);
          }
        });
  }

  synchronized void changeAssume(String account, String entity, boolean grant) {
    existing(Kind.SERVICE_ACCOUNT, account);
    change(
        s -> {
          if (grant) {
            s.assumableBy(entity).add(account);
          } else {
            s.assumableBy(entity).remove(account);
          }
        });
  }

  synchronized void grant(String entity, Collection<Grant> added) {
    change(
        s -> {
          List<Grant> grants = s.grantsOf(entity);
          for (Grant grant : added) {
            boolean option =
                grants.removeIf(old -> sameTarget(old, grant) && old.grantOption())
                    || grant.grantOption();
            grants.removeIf(old -> sameTarget(old, grant));
            grants.add(new Grant(grant.permission(), grant.target(), option));
          }
        });
  }

  /**
   * Takes a permission away. questdb docs: taking one table from a grant on all tables turns that
   * grant into one per table that exists.
   *
   * @param tables the tables that exist
   */
  synchronized void revoke(
      String entity, String permission, Target target, Collection<String> tables) {
    change(
        s -> {
          List<Grant> kept = new ArrayList<>();
          for (Grant grant : s.grantsOf(entity)) {
            if (!grant.permission().equals(permission)
                || !(overlaps(grant.target(), target) || overlaps(target, grant.target()))) {
              kept.add(grant);
            } else if (grant.target().equals(Target.EVERYTHING)
                && !target.equals(Target.EVERYTHING)) {
              tables.stream()
                  .filter(table -> !table.equals(target.table()))
                  .map(table -> new Target(table, ""))
                  .forEach(t -> kept.add(new Grant(permission, t, grant.grantOption())));
            }
          }
          s.grants.put(entity, kept);
        });
  }

  synchronized List<String> names(Kind kind) {
    Stream<String> builtIn =
        kind == Kind.USER && settings.adminEnabled()
            ? Stream.of(settings.adminUser())
            : Stream.empty();
    return Stream.concat(
            builtIn,
            state.principals.values().stream().filter(p -> p.kind() == kind).map(Principal::name))
        .sorted()
        .toList();
  }

  synchronized Set<String> groupsOf(String user) {
    return new TreeSet<>(state.groupsOf(user));
  }

  synchronized Set<String> assumableBy(String entity) {
    return new TreeSet<>(state.assumableBy(entity));
  }

  synchronized List<Grant> grantsOf(String entity) {
    return List.copyOf(state.grantsOf(entity));
  }

  synchronized boolean hasPassword(String name) {
    return isAdmin(name)
        || Optional.ofNullable(state.principals.get(name))
            .filter(p -> !p.passwordHash().isEmpty())
            .isPresent();
  }

  synchronized boolean hasToken(String name) {
    return state.tokens.values().stream().anyMatch(token -> token.owner().equals(name));
  }

  boolean isAdmin(String name) {
    return settings.adminEnabled() && settings.adminUser().equals(name);
  }

  private Stream<Grant> effective(String name) {
    return Stream.concat(Stream.of(name), state.groupsOf(name).stream())
        .flatMap(entity -> state.grantsOf(entity).stream());
  }

  private static boolean covers(Grant grant, String permission) {
    return grant.permission().equals(permission)
        || grant.permission().equals(Permissions.ALL)
        || grant.permission().equals(Permissions.DATABASE_ADMIN);
  }

  /** Whether a grant for {@code held} is good for this table and column. */
  private static boolean applies(Target held, String table, String column) {
    return held.table().isEmpty()
        || (held.table().equalsIgnoreCase(table)
            && (held.column().isEmpty() || held.column().equalsIgnoreCase(column)));
  }

  private static boolean overlaps(Target wide, Target narrow) {
    return wide.table().isEmpty()
        || (wide.table().equalsIgnoreCase(narrow.table())
            && (wide.column().isEmpty() || wide.column().equalsIgnoreCase(narrow.column())));
  }

  private static boolean sameTarget(Grant one, Grant other) {
    return one.permission().equals(other.permission()) && one.target().equals(other.target());
  }

  private Optional<Principal> find(Kind kind, String name) {
    return Optional.ofNullable(state.principals.get(name)).filter(p -> p.kind() == kind);
  }

  private Principal existing(Kind kind, String name) {
    return find(kind, name).orElseThrow(() -> missing(name));
  }

  /** The refusal of a statement that names a principal that is not there. */
  static CairoException missing(String name) {
    return CairoException.nonCritical().put("does not exist [name=").put(name).put(']');
  }

  private void update(Kind kind, String name, UnaryOperator<Principal> update) {
    Principal updated = update.apply(existing(kind, name));
    change(s -> s.principals.put(name, updated));
  }

  private void change(Consumer<AccessState> change) {
    change.accept(state);
    try {
      file.save(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PublicKey decode(String key) {
    try {
      byte[] encoded = Base64.getDecoder().decode(key);
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("stored public key is not readable", e);
    }
  }
}
