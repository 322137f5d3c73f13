package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.TableToken;
import io.questdb.log.Log;
import io.questdb.log.LogFactory;
import io.questdb.metrics.LongGauge;
import io.questdb.migration.lab.enterprise.ReplicationStore.ReplicationException;
import io.questdb.std.ObjHashSet;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What a primary does while it runs: it "uploads" (nothing moves here: what is committed counts as
 * pending for one round of 10 ms) and stops once another primary owns the store.
 */
final class PrimaryRole implements Closeable {
  private static final Log LOG = LogFactory.getLog(PrimaryRole.class);
  private static final long ROUND_MILLIS = 10;

  private final CairoEngine engine;
  private final Optional<ReplicationStore> store;
  private final Consumer<ReplicationException> ousted;
  private final LongGauge pending;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::rounds, "replication");
  private long uploaded;

  /**
   * @param store where ownership is kept, if this machine can reach it
   * @param ousted called once, by the last round, when another primary owns the store
   */
  PrimaryRole(
      CairoEngine engine, Optional<ReplicationStore> store, Consumer<ReplicationException> ousted) {
    this.engine = engine;
    this.store = store;
    this.ousted = ousted;
    this.pending = engine.getMetrics().getRegistry().newLongGauge("replication_pending_upload_txn");
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
    long committed = committed();
    pending.setValue(committed - uploaded);
    uploaded = committed;
    if (store.isPresent()) {
      try {
        store.get().check();
      } catch (IOException e) {
        LOG.error().$("cannot read the object store [error=").$(e).I$();
      }
    }
  }

  private long committed() {
    AtomicLong transactions = new AtomicLong();
    ObjHashSet<TableToken> tokens = new ObjHashSet<>();
    engine
        .getTableSequencerAPI()
        .forAllWalTables(tokens, false, (id, token, last) -> transactions.addAndGet(last));
    return transactions.get();
  }
}
