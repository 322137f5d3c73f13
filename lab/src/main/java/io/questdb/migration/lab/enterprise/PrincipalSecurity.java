package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.CairoException;
import io.questdb.cairo.SecurityContext;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.view.ViewDefinition;
import io.questdb.std.ObjList;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Answers the engine's fifty {@code authorize…} questions for one principal on one endpoint. A
 * question whose permission the documentation does not name needs {@code DATABASE ADMIN}.
 */
final class PrincipalSecurity implements InvocationHandler {
  private static final Map<String, String> PERMISSIONS =
      """
      authorizeAlterMatViewSetRefreshLimit=REFRESH MATERIALIZED VIEW
      authorizeAlterMatViewSetRefreshType=REFRESH MATERIALIZED VIEW
      authorizeAlterTableAddColumn=ADD COLUMN
      authorizeAlterTableAddIndex=ADD INDEX
      authorizeAlterTableAlterColumnCache=ALTER COLUMN CACHE
      authorizeAlterTableAlterColumnType=ALTER COLUMN TYPE
      authorizeAlterTableAlterSymbolCapacity=ALTER COLUMN TYPE
      authorizeAlterTableAttachPartition=ATTACH PARTITION
      authorizeAlterTableDedupDisable=DEDUP DISABLE
      authorizeAlterTableDedupEnable=DEDUP ENABLE
      authorizeAlterTableDetachPartition=DETACH PARTITION
      authorizeAlterTableDropColumn=DROP COLUMN
      authorizeAlterTableDropIndex=DROP INDEX
      authorizeAlterTableDropPartition=DROP PARTITION
      authorizeAlterTableRenameColumn=RENAME COLUMN
      authorizeAlterTableSetParam=SET TABLE PARAM
      authorizeAlterTableSetParquetSettings=SET TABLE PARAM
      authorizeAlterTableSetType=SET TABLE TYPE
      authorizeCopyCancel=CANCEL ANY COPY
      authorizeDatabaseBackup=BACKUP DATABASE
      authorizeDatabaseSnapshot=SNAPSHOT
      authorizeHttp=HTTP
      authorizeInsert=INSERT
      authorizeLineTcp=ILP
      authorizeMatViewCreate=CREATE MATERIALIZED VIEW
      authorizeMatViewDrop=DROP MATERIALIZED VIEW
      authorizeMatViewRefresh=REFRESH MATERIALIZED VIEW
      authorizePGWire=PGWIRE
      authorizeResumeWal=RESUME WAL
      authorizeSelect=SELECT
      authorizeSelectOnAnyColumn=SELECT
      authorizeSettings=SETTINGS
      authorizeSqlEngineAdmin=SQL ENGINE ADMIN
      authorizeSystemAdmin=SYSTEM ADMIN
      authorizeTableCreate=CREATE TABLE
      authorizeTableDrop=DROP TABLE
      authorizeTableReindex=REINDEX
      authorizeTableRename=RENAME TABLE
      authorizeTableTruncate=TRUNCATE TABLE
      authorizeTableUpdate=UPDATE
      authorizeTableVacuum=VACUUM TABLE
      """
          .lines()
          .map(line -> line.split("=", -1))
          .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));

  private final AccessControl access;
  private final String principal;
  private final String endpoint;

  private PrincipalSecurity(AccessControl access, String principal, String endpoint) {
    this.access = access;
    this.principal = principal;
    this.endpoint = endpoint;
  }

  /**
   * @param endpoint the permission that connecting takes: HTTP, PGWIRE or ILP
   */
  static SecurityContext of(AccessControl access, String principal, String endpoint) {
    return (SecurityContext)
        Proxy.newProxyInstance(
            SecurityContext.class.getClassLoader(),
            new Class<?>[] {SecurityContext.class},
            new PrincipalSecurity(access, principal, endpoint));
  }

  static CairoException denied(String principal, String what) {
    return CairoException.authorization()
        .put("Access denied for ")
        .put(principal)
        .put(" [")
        .put(what)
        .put(']');
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return switch (method.getName()) {
      case "getPrincipal" -> principal;
      case "isSystemAdmin" -> access.allowed(principal, "SYSTEM ADMIN", "", List.of());
      case "checkEntityEnabled" -> {
        if (!access.mayConnect(principal, endpoint)) {
          throw denied(principal, endpoint);
        }
        yield null;
      }
      case "toString" -> "PrincipalSecurity[" + principal + "]";
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      default -> {
        authorize(method.getName(), arguments == null ? new Object[0] : arguments);
        yield null;
      }
    };
  }

  private void authorize(String question, Object[] arguments) {
    String permission = PERMISSIONS.getOrDefault(question, Permissions.DATABASE_ADMIN);
    String table = arguments.length > 0 ? tableName(arguments[0]) : "";
    List<String> columns =
        arguments.length > 1 && arguments[1] instanceof ObjList<?> list ? names(list) : List.of();
    boolean allowed =
        question.equals("authorizeSelectOnAnyColumn")
            ? access.allowedOnAnyColumn(principal, permission, table)
            : access.allowed(principal, permission, table, columns);
    if (!allowed) {
      throw denied(principal, table.isEmpty() ? permission : permission + " on " + table);
    }
  }

  private static String tableName(Object argument) {
    if (argument instanceof TableToken token) {
      return token.getTableName();
    }
    return argument instanceof ViewDefinition view ? view.getViewToken().getTableName() : "";
  }

  private static List<String> names(ObjList<?> list) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      names.add(list.getQuick(i).toString());
    }
    return names;
  }
}
