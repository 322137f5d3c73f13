package io.questdb.migration.facts;

/**
 * One table as {@code tables()} and {@code wal_tables()} show it.
 *
 * @param directory the directory below {@code db/}
 * @param kind T table, M materialized view, V view; other letters as the server says them
 * @param sequencerTxn last committed transaction; -1 for a table without WAL
 * @param writerTxn last applied transaction; -1 for a table without WAL
 */
public record TableState(
    String name,
    String directory,
    String kind,
    boolean wal,
    boolean suspended,
    long sequencerTxn,
    long writerTxn) {}
