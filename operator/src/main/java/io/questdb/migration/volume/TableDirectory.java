package io.questdb.migration.volume;

import io.questdb.migration.facts.SealedTable;
import io.questdb.migration.volume.SealReading.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one table, read as questdb 9.3.4 writes them ({@code TableUtils}, {@code
 * TableTransactionLogFile}); 7.4.2, 8.2.0 and 9.0.3 write them alike. A version that is not known
 * is refused.
 */
record TableDirectory(Path path) {
  private static final int META_VERSION = 426;
  private static final int META_VERSION_OFFSET = 12;
  private static final int META_WAL_OFFSET = 40;
  private static final int META_LENGTH = 41;

  private static final int TXN_HEADER = 64;
  private static final int TXN_BASE_A_OFFSET = 8;
  private static final int TXN_BASE_B_OFFSET = 32;
  private static final int TXN_RECORD = 128;
  private static final int SEQUENCER_TXN_OFFSET = 80;

  private static final int HIGHEST_TXNLOG_VERSION = 1;

  /** The file that makes a directory a table. */
  boolean isTable() {
    return Files.exists(path.resolve("_txn"));
  }

  /** A view has a table's files but no rows. */
  boolean isView() {
    return Files.exists(path.resolve("_view"));
  }

  boolean isPendingConvert() {
    return Files.exists(path.resolve("_convert"));
  }

  /** The name in {@code _name}, which tables have that the registry does not list. */
  Optional<String> name() throws IOException, UnknownFormatException {
    Path file = path.resolve("_name");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (LittleEndianFile name = new LittleEndianFile(file)) {
      return Optional.of(LittleEndianFile.string(name.read(0, (int) Math.min(name.size(), 1024))));
    }
  }

  /** Everything that the seal says about this table. */
  SealedTable seal(String name, String directory) throws IOException, UnknownFormatException {
    boolean wal = isWal();
    boolean materializedView = Files.exists(path.resolve("_mv"));
    ByteBuffer txn = transactionRecord();
    // Read last: beside a running server the applied transaction must not seem ahead.
    long committed = wal ? lastSequencerTxn() : -1;
    long own = txn.getLong(0);
    long rows = txn.getLong(8) + txn.getLong(16);
    long applied = wal ? txn.getLong(SEQUENCER_TXN_OFFSET) : own;
    if (rows < 0 || own < 0 || applied < 0 || (wal && applied > committed)) {
      throw new UnknownFormatException(Cause.Malformed);
    }
    return new SealedTable(
        name,
        directory,
        wal,
        committed,
        applied,
        rows,
        txn.getLong(24),
        txn.getLong(32),
        txn.getLong(40),
        materializedView);
  }

  private boolean isWal() throws IOException, UnknownFormatException {
    try (LittleEndianFile meta = open("_meta")) {
      ByteBuffer head = meta.read(0, META_LENGTH);
      if (head.getInt(META_VERSION_OFFSET) != META_VERSION) {
        throw new UnknownFormatException(Cause.UnknownVersion);
      }
      return head.get(META_WAL_OFFSET) != 0;
    }
  }

  private long lastSequencerTxn() throws IOException, UnknownFormatException {
    try (LittleEndianFile log = open("txn_seq/_txnlog")) {
      ByteBuffer head = log.read(0, Integer.BYTES + Long.BYTES);
      int version = head.getInt();
      if (version < 0 || version > HIGHEST_TXNLOG_VERSION) {
        throw new UnknownFormatException(Cause.UnknownVersion);
      }
      return head.getLong();
    }
  }

  /** The valid one of the two records: an even base version means A, an odd one B. */
  private ByteBuffer transactionRecord() throws IOException, UnknownFormatException {
    try (LittleEndianFile txn = open("_txn")) {
      ByteBuffer header = txn.read(0, TXN_HEADER);
      boolean even = header.getLong(0) % 2 == 0;
      int base = header.getInt(even ? TXN_BASE_A_OFFSET : TXN_BASE_B_OFFSET);
      if (base < TXN_HEADER) {
        throw new UnknownFormatException(Cause.Malformed);
      }
      return txn.read(base, TXN_RECORD);
    }
  }

  private LittleEndianFile open(String file) throws IOException, UnknownFormatException {
    try {
      return new LittleEndianFile(path.resolve(file));
    } catch (NoSuchFileException e) {
      throw new UnknownFormatException(Cause.Missing);
    }
  }
}
