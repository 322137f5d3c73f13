package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A port of the database that can speak TLS. */
public enum Listener {
  /** Web console, REST and ILP over HTTP, port 9000. */
  @JsonProperty("HTTP")
  HTTP,

  /** PostgreSQL wire protocol, port 8812. */
  @JsonProperty("PGWire")
  PGWIRE,

  /** InfluxDB line protocol over TCP, port 9009. */
  @JsonProperty("ILP")
  ILP,

  /** Health and metrics, port 9003: what probes talk to. */
  @JsonProperty("Health")
  HEALTH
}
