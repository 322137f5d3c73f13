package io.questdb.migration.lab.enterprise;

import io.questdb.migration.lab.enterprise.AccessControl.NewToken;
import io.questdb.migration.lab.enterprise.AccessState.Grant;
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
import io.questdb.migration.lab.enterprise.AccessStatement.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Carries out the statements that change access, for those who may. */
final class AccessCommands {
  private final AccessControl access;
  private final Supplier<Set<String>> tables;

  /**
   * @param tables the names of the tables that exist
   */
  AccessCommands(AccessControl access, Supplier<Set<String>> tables) {
    this.access = access;
    this.tables = tables;
  }

  /**
   * @throws io.questdb.cairo.CairoException if it cannot be done or the principal may not do it
   */
  void run(AccessStatement statement, String principal) {
    if (statement instanceof CreatePrincipal create) {
      create(create, principal);
    } else if (statement instanceof DropPrincipal drop) {
      require(principal, "DROP " + drop.kind().words());
      if (!access.drop(drop.kind(), drop.name()) && !drop.ifExists()) {
        throw AccessControl.missing(drop.name());
      }
    } else if (statement instanceof SetPassword set) {
      require(principal, set.password().isPresent() ? "ADD PASSWORD" : "REMOVE PASSWORD");
      access.setPassword(set.kind(), set.name(), set.password().map(Secret::value));
    } else if (statement instanceof SetEnabled set) {
      require(principal, set.enabled() ? "ENABLE USER" : "DISABLE USER");
      access.setEnabled(set.kind(), set.name(), set.enabled());
    } else if (statement instanceof DropRestToken drop) {
      require(principal, "DROP REST TOKEN");
      access.dropTokens(drop.kind(), drop.name(), drop.token().map(Secret::value));
    } else if (statement instanceof DropJwk drop) {
      require(principal, "DROP JWK");
      access.setPublicKey(drop.kind(), drop.name(), Optional.empty());
    } else if (statement instanceof ChangeMembership change) {
      require(principal, change.add() ? "ADD USER" : "REMOVE USER");
      access.changeMembership(change.user(), change.groups(), change.add());
    } else if (statement instanceof ChangeAssume change) {
      require(principal, Permissions.DATABASE_ADMIN);
      access.changeAssume(change.account(), change.entity(), change.grant());
    } else if (statement instanceof GrantPermissions grant) {
      grant(grant, principal);
    } else if (statement instanceof RevokePermissions revoke) {
      revoke(revoke, principal);
    }
  }

  NewToken createToken(CreateRestToken create, String principal) {
    require(principal, "CREATE REST TOKEN");
    return access.createToken(create.kind(), create.name(), create.timeToLive(), create.refresh());
  }

  WebKey createJwk(CreateJwk create, String principal) {
    require(principal, "CREATE JWK");
    WebKey key = WebKey.generate();
    access.setPublicKey(create.kind(), create.name(), Optional.of(key.publicKey()));
    return key;
  }

  void require(String principal, String permission) {
    if (!access.allowed(principal, permission, "", List.of())) {
      throw PrincipalSecurity.denied(principal, permission);
    }
  }

  private void create(CreatePrincipal create, String principal) {
    require(principal, "CREATE " + create.kind().words());
    if (create.ifNotExists() && access.names(create.kind()).contains(create.name())) {
      return;
    }
    access.create(create.kind(), create.name(), create.password().map(Secret::value));
    if (create.kind() == Kind.SERVICE_ACCOUNT) {
      create.owner().ifPresent(owner -> access.changeAssume(create.name(), owner, true));
    }
  }

  private void grant(GrantPermissions statement, String principal) {
    List<Grant> grants = new ArrayList<>();
    for (String permission : statement.permissions()) {
      for (Target target : statement.targets()) {
        requireGrantOption(principal, permission, target);
        grants.add(new Grant(permission, target, statement.grantOption()));
      }
    }
    access.grant(statement.entity(), grants);
  }

  private void revoke(RevokePermissions statement, String principal) {
    for (String permission : statement.permissions()) {
      for (Target target : statement.targets()) {
        requireGrantOption(principal, permission, target);
        access.revoke(statement.entity(), permission, target, tables.get());
      }
    }
  }

  private void requireGrantOption(String principal, String permission, Target target) {
    if (!access.mayGrant(principal, permission, target)) {
      throw PrincipalSecurity.denied(principal, "GRANT " + permission);
    }
  }
}
