package io.questdb.migration.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The steps of a migration. The constant's documentation says what proves the step done; the
 * reference is made from it.
 */
public enum StepName {
  /** Every check ran over one observation and none blocks. */
  INSPECT,
  /** A pod on the database's node mounted the claim read-only and reported what is on it. */
  REHEARSE_VOLUME,
  /**
   * The Enterprise image was pulled and booted beside the database, with the merged configuration,
   * on an empty directory.
   */
  REHEARSE_START,
  /** Enterprise's base version is the running one or newer, of the same major version. */
  CHECK_PAIRING,
  /** A trial snapshot of the claim was cut, and how long that took was recorded. */
  REHEARSE_SNAPSHOT,
  /** The API server accepted a dry run of the StatefulSet patch and of the pod it would make. */
  REHEARSE_CHANGE,
  /** Every change is listed as object, path, from and to, with a hash and an estimate. */
  PLAN,
  /** No temporary object of the rehearsals is left. */
  REMOVE_TEMPORARIES,
  /** {@code CHECKPOINT CREATE} answered OK; its start and the pod's UID are recorded. */
  ENTER_CHECKPOINT,
  /**
   * The online VolumeSnapshot and its content point at each other and are cut, in the same
   * checkpoint of the same pod.
   */
  SNAPSHOT_ONLINE,
  /** {@code CHECKPOINT RELEASE} answered and the database holds no checkpoint. */
  LEAVE_CHECKPOINT,
  /** The online snapshot can be restored, and none of an earlier attempt is left. */
  AWAIT_BACKUP,
  /** The approval carries the hash of the plan, or none is asked for. */
  AWAIT_APPROVAL,
  /**
   * All checks passed again; the spec, the template, {@code server.conf} and the Secrets are as
   * planned.
   */
  RECHECK,
  /**
   * All checks passed again, the plan is the same and still approved, and the StatefulSet carries
   * the run's annotations: one run per workload.
   */
  CLAIM_WORKLOAD,
  /**
   * A pod beside the running server has staged the merged configuration and waits for the server's
   * lock.
   */
  ATTEND_VOLUME,
  /**
   * Tables, columns and WAL flags were read by SQL and are in the run record, with the way back of
   * the template; no checkpoint is held.
   */
  RECORD_SCHEMA,
  /** Replicas are 0, the pod object is gone and no other pod uses the claim. */
  STOP_DATABASE,
  /** The attending pod got the lock, synced the file system, read the seal and keeps the lock. */
  SEAL_VOLUME,
  /**
   * The offline VolumeSnapshot of the stopped volume is cut; without an online one it is also
   * ready.
   */
  SNAPSHOT_OFFLINE,
  /**
   * One guarded JSON Patch made the template an Enterprise one; its inverse is in the run record.
   */
  SWAP_EDITION,
  /** The fence is lifted and replicas are raised: the point of no return. */
  ALLOW_ENTERPRISE,
  /**
   * The pod runs the Enterprise template, serves Enterprise on the wire and shows the given
   * certificate on every listener.
   */
  START_DATABASE,
  /**
   * No user table is missing, none is suspended, none is behind the seal, and the schema is as
   * recorded.
   */
  VERIFY_SEAL,
  /**
   * Users, groups, service accounts, memberships and grants are as declared; tokens are in their
   * Secrets, and passwords and tokens are known to the server.
   */
  CONFIGURE_ACCESS,
  /** The WAL is drained and every row that the seal counted is there. */
  VERIFY_DATA,
  /**
   * Role and instance id are effective, and every sealed transaction is uploaded or, once,
   * everything.
   */
  VERIFY_REPLICATION,
  /**
   * The merged {@code server.conf} is in the original's place when that is on the volume, the
   * StatefulSet is marked as Enterprise, a ConfigMap says what Git must contain from now on, and no
   * temporary object is left.
   */
  FINISH,
  /** The old database runs again on the untouched volume with the original template. */
  RETURN_TO_SERVICE;

  private final String text =
      Arrays.stream(name().split("_"))
          .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
          .collect(Collectors.joining());

  /** As written in status: verb and object in camel case. */
  public String text() {
    return text;
  }

  /** The step written as {@code text}, or empty for one that this version does not know. */
  public static Optional<StepName> of(String text) {
    return Arrays.stream(values()).filter(step -> step.text.equals(text)).findFirst();
  }
}
