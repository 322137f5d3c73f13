package io.questdb.migration.facts;

/**
 * What the files of one user table say while no server runs.
 *
 * @param name the table's name
 * @param directory its directory under {@code db}
 * @param wal whether it is written through a write-ahead log
 * @param sequencerTxn the last committed transaction; -1 for a table without WAL
 * @param appliedTxn the last transaction that the counts below contain: of a WAL table less than
 *     {@code sequencerTxn} when the next start has some left to apply, of another table its own
 *     transaction number
 * @param rows the rows applied
 * @param minTimestamp in the unit of the table's designated timestamp; {@link Long#MAX_VALUE} when
 *     empty or without one
 * @param maxTimestamp likewise; {@link Long#MIN_VALUE} when empty or without one
 * @param structureVersion changes with the table's columns and name
 * @param materializedView whether the server itself writes it, from another table
 */
public record SealedTable(
    String name,
    String directory,
    boolean wal,
    long sequencerTxn,
    long appliedTxn,
    long rows,
    long minTimestamp,
    long maxTimestamp,
    long structureVersion,
    boolean materializedView) {

  /** What two seals are compared by: the same number means that nothing was committed between. */
  public long committedTxn() {
    return wal ? sequencerTxn : appliedTxn;
  }

  /** Whether {@code rows} and the timestamps contain everything that was committed. */
  public boolean drained() {
    return committedTxn() == appliedTxn;
  }
}
