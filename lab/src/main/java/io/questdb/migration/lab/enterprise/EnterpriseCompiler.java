package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.CairoEngine;
import io.questdb.griffin.BatchCallback;
import io.questdb.griffin.CompiledQuery;
import io.questdb.griffin.SqlCompilerImpl;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.migration.lab.enterprise.AccessStatement.CreatePrincipal;
import io.questdb.std.Chars;
import java.util.Optional;

/** Compiles statements about access itself and everything else as open source does. */
final class EnterpriseCompiler extends SqlCompilerImpl {
  private final EnterpriseEngine enterprise;

  EnterpriseCompiler(CairoEngine engine) {
    super(engine);
    this.enterprise = (EnterpriseEngine) engine;
  }

  @Override
  public CompiledQuery compile(CharSequence sqlText, SqlExecutionContext context)
      throws SqlException {
    Optional<AccessStatement> statement = AccessSql.parse(sqlText);
    if (statement.isEmpty()) {
      return super.compile(sqlText, context);
    }
    clear();
    context.containsSecret(true);
    access(statement.get(), context);
    return compiledQuery;
  }

  /** The way of simple PGWire queries; a statement about access must be the only one there. */
  @Override
  public void compileBatch(
      CharSequence batchText, SqlExecutionContext context, BatchCallback batchCallback)
      throws Exception {
    if (AccessSql.parse(batchText).isEmpty()) {
      super.compileBatch(batchText, context, batchCallback);
    } else if (batchCallback == null) {
      compile(batchText, context);
    } else if (batchCallback.preCompile(this, batchText)) {
      batchCallback.postCompile(this, compile(batchText, context), batchText);
    }
  }

  private void access(AccessStatement statement, SqlExecutionContext context) throws SqlException {
    if (!enterprise.access().settings().enabled()) {
      throw SqlException.position(0).put("access control is disabled [acl.enabled=false]");
    }
    Optional<Rows> rows = enterprise.queries().rows(statement);
    if (rows.isPresent()) {
      compiledQuery.ofSelect(rows.get(), false);
      return;
    }
    if (!context.isValidationOnly()) {
      String principal = Chars.toString(context.getSecurityContext().getPrincipal());
      enterprise.commands().run(statement, principal);
    }
    if (statement instanceof CreatePrincipal) {
      compiledQuery.ofCreateUser();
    } else {
      compiledQuery.ofAlterUser();
    }
  }
}
