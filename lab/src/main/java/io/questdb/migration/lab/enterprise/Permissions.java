package io.questdb.migration.lab.enterprise;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of permissions (questdb docs: role-based access control, permissions). */
final class Permissions {
  static final String HTTP = "HTTP";
  static final String PGWIRE = "PGWIRE";
  static final String ILP = "ILP";
  static final String ALL = "ALL";
  static final String DATABASE_ADMIN = "DATABASE ADMIN";

  private static final String NAMES =
      """
      HTTP,PGWIRE,ILP,ALL,DATABASE ADMIN,
      ADD COLUMN,ADD INDEX,ALTER COLUMN CACHE,ALTER COLUMN TYPE,ATTACH PARTITION,BACKUP DATABASE,
      CANCEL ANY COPY,CREATE TABLE,CREATE MATERIALIZED VIEW,CREATE LIVE VIEW,DEDUP ENABLE,
      DEDUP DISABLE,DETACH PARTITION,ENABLE STORAGE POLICY,DISABLE STORAGE POLICY,
      SET STORAGE POLICY,REMOVE STORAGE POLICY,DROP COLUMN,DROP INDEX,DROP PARTITION,DROP TABLE,
      DROP MATERIALIZED VIEW,DROP LIVE VIEW,INSERT,REFRESH MATERIALIZED VIEW,REINDEX,
      RENAME COLUMN,RENAME TABLE,RESUME WAL,SELECT,SET TABLE PARAM,SET TABLE TYPE,SETTINGS,
      SNAPSHOT,SQL ENGINE ADMIN,SYSTEM ADMIN,TRUNCATE TABLE,UPDATE,VACUUM TABLE,
      ADD EXTERNAL ALIAS,REMOVE EXTERNAL ALIAS,ADD PASSWORD,REMOVE PASSWORD,ADD USER,REMOVE USER,
      CREATE GROUP,DROP GROUP,CREATE JWK,DROP JWK,CREATE REST TOKEN,DROP REST TOKEN,
      CREATE SERVICE ACCOUNT,DROP SERVICE ACCOUNT,CREATE USER,DROP USER,ENABLE USER,DISABLE USER,
      LIST USERS,USER DETAILS
      """;

  private static final Set<String> KNOWN =
      Stream.of(NAMES.replace("\n", "").split(",", -1)).collect(Collectors.toUnmodifiableSet());

  private Permissions() {}

  static boolean isKnown(String name) {
    return KNOWN.contains(name);
  }
}
