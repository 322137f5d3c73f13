package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.CairoConfiguration;
import io.questdb.cairo.sql.Function;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.SymbolTableSource;
import io.questdb.griffin.FunctionFactory;
import io.questdb.griffin.PlanSink;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.griffin.engine.functions.BooleanFunction;
import io.questdb.std.IntList;
import io.questdb.std.ObjList;

/** {@code select reload_tls()}; questdb docs: needs the permission SYSTEM ADMIN. */
public final class ReloadTlsFunctionFactory implements FunctionFactory {
  private static final String SIGNATURE = "reload_tls()";

  @Override
  public String getSignature() {
    return SIGNATURE;
  }

  @Override
  public Function newInstance(
      int position,
      ObjList<Function> arguments,
      IntList argumentPositions,
      CairoConfiguration configuration,
      SqlExecutionContext context) {
    return new Reload(((EnterpriseEngine) context.getCairoEngine()).fronts());
  }

  private static final class Reload extends BooleanFunction {
    private final TlsFronts fronts;

    Reload(TlsFronts fronts) {
      this.fronts = fronts;
    }

    @Override
    public boolean getBool(Record row) {
      return fronts.reload();
    }

    @Override
    public void init(SymbolTableSource symbols, SqlExecutionContext context) throws SqlException {
      context.getSecurityContext().authorizeSystemAdmin();
      super.init(symbols, context);
    }

    @Override
    public boolean isThreadSafe() {
      return true;
    }

    @Override
    public void toPlan(PlanSink sink) {
      sink.val(SIGNATURE);
    }
  }
}
