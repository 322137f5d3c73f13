package io.questdb.migration.adapter.questdb;

import io.questdb.migration.ports.Database.Listener;

/** The ports of a server's listeners. */
public record ListenerPorts(int http, int health, int pgwire, int ilp) {

  /** What a server listens on unless its configuration says otherwise (questdb docs: ports). */
  public static final ListenerPorts DEFAULT = new ListenerPorts(9000, 9003, 8812, 9009);

  int of(Listener listener) {
    return switch (listener) {
      case HTTP -> http;
      case HEALTH -> health;
      case PGWIRE -> pgwire;
      case ILP -> ilp;
    };
  }
}
