package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.TableToken;
import io.questdb.griffin.FunctionFactory;
import io.questdb.griffin.SqlCompilerFactory;
import io.questdb.std.Misc;
import io.questdb.std.ObjHashSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The open-source engine with access control, TLS fronts and the Enterprise statements. */
final class EnterpriseEngine extends CairoEngine {
  private final AccessControl access;
  private final AccessCommands commands;
  private final AccessQueries queries;
  private final TlsFronts fronts;
  private PrimaryRole primary;

  /**
   * Takes ownership of {@code fronts}.
   *
   * @throws IOException if the stored principals cannot be read
   */
  EnterpriseEngine(EnterpriseConfiguration configuration, TlsFronts fronts) throws IOException {
    super(configuration.getCairoConfiguration());
    this.fronts = fronts;
    Path dbRoot = Path.of(configuration.getCairoConfiguration().getDbRoot());
    this.access = new AccessControl(configuration.access(), dbRoot);
    this.commands = new AccessCommands(access, this::tableNames);
    this.queries = new AccessQueries(access, commands);
  }

  AccessControl access() {
    return access;
  }

  AccessCommands commands() {
    return commands;
  }

  AccessQueries queries() {
    return queries;
  }

  TlsFronts fronts() {
    return fronts;
  }

  /** Plays the role until this engine closes. */
  synchronized void become(PrimaryRole role) {
    primary = role;
    primary.start();
  }

  @Override
  public SqlCompilerFactory getSqlCompilerFactory() {
    return EnterpriseCompiler::new;
  }

  /** The super constructor calls it too, with nothing set, when it fails. */
  @Override
  public void close() {
    Misc.free(fronts);
    synchronized (this) {
      Misc.free(primary);
    }
    super.close();
  }

  @Override
  protected Iterable<FunctionFactory> getFunctionFactories() {
    List<FunctionFactory> factories = new ArrayList<>();
    super.getFunctionFactories().forEach(factories::add);
    factories.add(new ReloadTlsFunctionFactory());
    return factories;
  }

  private Set<String> tableNames() {
    ObjHashSet<TableToken> tokens = new ObjHashSet<>();
    getTableTokens(tokens, false);
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      names.add(tokens.get(i).getTableName());
    }
    return names;
  }
}
