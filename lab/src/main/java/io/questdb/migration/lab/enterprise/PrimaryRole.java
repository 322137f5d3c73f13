package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.TableToken;
import io.questdb.log.Log;
import io.questdb.log.LogFactory;
import io.questdb.migration.lab.enterprise.ReplicationStore.ReplicationException;
import io.questdb.std.ObjHashSet;
import io.questdb.std.str.BorrowableUtf8Sink;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a primary does while it runs: it "uploads" (nothing moves here: what is committed counts as
 * pending for one round of 10 ms) and stops once another primary owns the store.
 */
final class PrimaryRole implements Closeable {
  private static final Log LOG = LogFactory.getLog(PrimaryRole.class);
  private static final long ROUND_MILLIS = 10;
  private static final String METRIC = "questdb_replication_pending_upload_txn";

  private final CairoEngine engine;
  private final Optional<ReplicationStore> store;
  private final Consumer<ReplicationException> ousted;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::rounds, "replication");
  private final Map<String, Long> uploaded = new HashMap<>();
  private volatile Optional<Map<String, Long>> pending = Optional.empty();

  /**
   * @param store where ownership is kept, if this machine can reach it
   * @param ousted called once, by the last round, when another primary owns the store
   */
  PrimaryRole(
      CairoEngine engine, Optional<ReplicationStore> store, Consumer<ReplicationException> ousted) {
    this.engine = engine;
    this.store = store;
    this.ousted = ousted;
    engine.getMetrics().getRegistry().addTarget(this::scrape);
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns once no round runs any more: the engine must outlive them. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rounds() {
    try {
      do {
        round();
      } while (!closed.await(ROUND_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ReplicationException e) {
      ousted.accept(e);
    }
  }

  private void round() throws ReplicationException {
    Map<String, Long> committed = committed();
    Map<String, Long> left = new TreeMap<>();
    committed.forEach(
        (table, transactions) -> left.put(table, transactions - uploaded.getOrDefault(table, 0L)));
    pending = Optional.of(left);
    uploaded.putAll(committed);
    if (store.isPresent()) {
      try {
        store.get().check();
      } catch (IOException e) {
        LOG.error().$("cannot read the object store [error=").$(e).I$();
      }
    }
  }

  private Map<String, Long> committed() {
    Map<String, Long> transactions = new HashMap<>();
    ObjHashSet<TableToken> tokens = new ObjHashSet<>();
    engine
        .getTableSequencerAPI()
        .forAllWalTables(
            tokens, false, (id, token, last) -> transactions.put(token.getTableName(), last));
    return transactions;
  }

  /** By table, as documented; under which label a table is named is not. */
  private void scrape(BorrowableUtf8Sink sink) {
    if (pending.isEmpty()) {
      return;
    }
    Map<String, Long> now = pending.get();
    sink.put("# TYPE " + METRIC + " gauge\n");
    now.forEach(
        (table, left) -> sink.put(METRIC + "{table_name=\"" + table + "\"} " + left + "\n"));
    if (now.isEmpty()) {
      sink.put(METRIC + " 0\n");
    }
    sink.put("\n");
  }
}
