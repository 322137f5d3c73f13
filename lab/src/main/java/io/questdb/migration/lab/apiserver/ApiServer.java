package io.questdb.migration.lab.apiserver;

import java.util.List;

/** What the lab knows and does at an API server beside what the API tells. */
public interface ApiServer {

  /** Where clients find it, without a trailing slash. */
  String url();

  /** What goes wrong on purpose. */
  Faults faults();

  /** The answered requests, oldest first; the last 100,000 are kept. */
  List<Access> accessLog();
}
