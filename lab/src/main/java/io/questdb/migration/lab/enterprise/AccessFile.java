package io.questdb.migration.lab.enterprise;

import io.questdb.migration.lab.enterprise.AccessState.Grant;
import io.questdb.migration.lab.enterprise.AccessState.Principal;
import io.questdb.migration.lab.enterprise.AccessState.RestToken;
import io.questdb.migration.lab.enterprise.AccessStatement.Kind;
import io.questdb.migration.lab.enterprise.AccessStatement.Target;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps the access state in one text file on the volume: a line per fact, fields URL-encoded, so
 * that users travel with the data. Passwords and tokens are there only as hashes.
 */
record AccessFile(Path path) {

  AccessState load() throws IOException {
    AccessState state = new AccessState();
    if (Files.exists(path)) {
      Files.readAllLines(path).forEach(line -> add(state, fields(line)));
    }
    return state;
  }

  /** Replaces the file as a whole: a crash leaves the old or the new one. */
  void save(AccessState state) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Principal p : state.principals.values()) {
      lines.add(
          line("principal", p.kind(), p.name(), p.enabled(), p.passwordHash(), p.publicKey()));
    }
    state.grants.forEach((entity, grants) -> grants.forEach(g -> lines.add(grant(entity, g))));
    state.groups.forEach((user, groups) -> groups.forEach(g -> lines.add(line("member", user, g))));
    state.assumable.forEach((who, all) -> all.forEach(a -> lines.add(line("assume", who, a))));
    for (RestToken t : state.tokens.values()) {
      lines.add(line("token", t.hash(), t.owner(), t.expiresAt(), t.timeToLive(), t.refresh()));
    }
    Path growing = path.resolveSibling(path.getFileName() + ".tmp");
    Files.write(growing, lines);
    Files.move(growing, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String grant(String entity, Grant grant) {
    Target target = grant.target();
    return line(
        "grant", entity, grant.permission(), target.table(), target.column(), grant.grantOption());
  }

  private static void add(AccessState state, String[] f) {
    switch (f[0]) {
      case "principal" ->
          state.principals.put(
              f[2],
              new Principal(Kind.valueOf(f[1]), f[2], Boolean.parseBoolean(f[3]), f[4], f[5]));
      case "grant" ->
          state
              .grantsOf(f[1])
              .add(new Grant(f[2], new Target(f[3], f[4]), Boolean.parseBoolean(f[5])));
      case "member" -> state.groupsOf(f[1]).add(f[2]);
      case "assume" -> state.assumableBy(f[1]).add(f[2]);
      case "token" ->
          state.tokens.put(
              f[1],
              new RestToken(
                  f[1],
                  f[2],
                  Instant.parse(f[3]),
                  Duration.parse(f[4]),
                  Boolean.parseBoolean(f[5])));
      default -> throw new IllegalStateException("unknown access record: " + f[0]);
    }
  }

  private static String line(Object... fields) {
    return Stream.of(fields)
        .map(field -> URLEncoder.encode(field.toString(), StandardCharsets.UTF_8))
        .collect(Collectors.joining(" "));
  }

  private static String[] fields(String line) {
    return Stream.of(line.split(" ", -1))
        .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
        .toArray(String[]::new);
  }
}
