package io.questdb.migration.lab.node;

/** Why a container waits, in the kubelet's words; tried again later. */
final class NotStartable extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  NotStartable(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
