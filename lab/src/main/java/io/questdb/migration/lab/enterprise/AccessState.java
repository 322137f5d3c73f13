package io.questdb.migration.lab.enterprise;

import io.questdb.migration.lab.enterprise.AccessStatement.Kind;
import io.questdb.migration.lab.enterprise.AccessStatement.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What access control remembers. Grants may name principals that do not exist (yet). */
final class AccessState {
  /**
   * @param passwordHash empty where there is no password
   * @param publicKey empty where there is no JSON web key; X.509 encoded, base64
   */
  record Principal(Kind kind, String name, boolean enabled, String passwordHash, String publicKey) {
    @Override
    public String toString() {
      return kind.words() + " " + name;
    }
  }

  record Grant(String permission, Target target, boolean grantOption) {}

  record RestToken(
      String hash, String owner, Instant expiresAt, Duration timeToLive, boolean refresh) {}

  final Map<String, Principal> principals = new TreeMap<>();
  final Map<String, List<Grant>> grants = new HashMap<>();

  /** Groups by user. */
  final Map<String, Set<String>> groups = new HashMap<>();

  /** Service accounts by the entity that may assume them. */
  final Map<String, Set<String>> assumable = new HashMap<>();

  /** Tokens by their hash. */
  final Map<String, RestToken> tokens = new HashMap<>();

  List<Grant> grantsOf(String entity) {
    return grants.computeIfAbsent(entity, name -> new ArrayList<>());
  }

  Set<String> groupsOf(String user) {
    return groups.computeIfAbsent(user, name -> new TreeSet<>());
  }

  Set<String> assumableBy(String entity) {
    return assumable.computeIfAbsent(entity, name -> new TreeSet<>());
  }

  /** Forgets a principal with everything that names it. */
  void drop(String name) {
    principals.remove(name);
    grants.remove(name);
    groups.remove(name);
    groups.values().forEach(members -> members.remove(name));
    assumable.remove(name);
    assumable.values().forEach(accounts -> accounts.remove(name));
    tokens.values().removeIf(token -> token.owner().equals(name));
  }
}
