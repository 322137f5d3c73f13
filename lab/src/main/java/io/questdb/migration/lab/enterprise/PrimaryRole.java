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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What a primary does while it runs: it "uploads" (nothing moves here: what is committed counts as
 * pending for one round) and stops once another primary owns the store.
 */
final class PrimaryRole implements Closeable {
  private static final Log LOG = LogFactory.getLog(PrimaryRole.class);
  private static final long ROUND_MILLIS = 250;

  private final CairoEngine engine;
  private final Optional<ReplicationStore> store;
  private final Consumer<ReplicationException> ousted;
  private final LongGauge pending;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "replication");
            thread.setDaemon(true);
            return thread;
          });
  private long uploaded;

  /**
   * @param store where ownership is kept, if this machine can reach it
   * @param ousted called once another primary owns the store
   */
  PrimaryRole(
      CairoEngine engine, Optional<ReplicationStore> store, Consumer<ReplicationException> ousted) {
    this.engine = engine;
    this.store = store;
    this.ousted = ousted;
    this.pending = engine.getMetrics().getRegistry().newLongGauge("replication_pending_upload_txn");
  }

  void start() {
    rounds.scheduleWithFixedDelay(this::round, 0, ROUND_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }

  private void round() {
    long committed = committed();
    pending.setValue(committed - uploaded);
    uploaded = committed;
    try {
      if (store.isPresent()) {
        store.get().check();
      }
    } catch (ReplicationException e) {
      ousted.accept(e);
    } catch (IOException e) {
      LOG.error().$("cannot read the object store [error=").$(e).I$();
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
