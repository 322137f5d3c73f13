package io.questdb.migration.process;

/** One environment variable that the operator reads. */
enum Setting {
  WATCH_NAMESPACES("the operator's own", "namespaces to watch, comma-separated; * is every one"),
  POD_NAMESPACE("", "the operator's own namespace"),
  POD_NAME("", "the operator's own pod; names the leader"),
  OPERATOR_IMAGE("", "image of the pods that work beside a database: the operator's own"),
  OPERATOR_IMAGE_PULL_SECRETS("none", "Secrets to pull that image with, comma-separated"),
  LISTEN_ADDRESS("8080", "port, or host:port, of /healthz, /readyz and /metrics"),
  LEADER_ELECTION("true", "whether one of several operators works: true or false"),
  LEASE_NAME("questdb-migration-operator", "name of the Lease"),
  LEASE_NAMESPACE("the operator's own", "namespace of the Lease"),
  LEASE_DURATION("15s", "after which a silent leader is replaced, 3s to 300s"),
  LOG_LEVEL("INFO", "ERROR, WARN, INFO, DEBUG or TRACE"),
  CONCURRENT_RUNS("10", "migrations that are worked on at the same moment, 1 to 100");

  private final String absent;
  private final String meaning;

  Setting(String absent, String meaning) {
    this.absent = absent;
    this.meaning = meaning;
  }

  /** What holds when the variable is not set, in words or as a value; empty when it must be set. */
  String absent() {
    return absent;
  }

  String meaning() {
    return meaning;
  }
}
