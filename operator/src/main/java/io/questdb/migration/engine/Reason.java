package io.questdb.migration.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a step, a finding or a condition is as it is: the published vocabulary. The constant's
 * documentation says what to do; the reference is made from it.
 */
public enum Reason {
  /** Not begun. */
  PENDING,
  /** Done as asked. */
  DONE,
  /** The migration does not ask for it. */
  NOT_REQUESTED,
  /** A newer operator inserted this step before one that is complete. */
  ADDED_LATER,
  /** Something is under way; the message names it. */
  IN_PROGRESS,
  /** {@code spec.suspend} is true: set it to false to go on. */
  SUSPENDED,
  /** The resource is being deleted; what was taken is given back first. */
  DELETING,
  /**
   * Something could not be looked at; it is looked at again. A check calls a person after three
   * minutes.
   */
  OBSERVATION_FAILED,
  /** The last action was refused or not answered; it is tried again with a growing pause. */
  ACTION_FAILED,
  /**
   * A limit of {@code spec.timeouts} passed. Before AllowEnterprise what was taken is given back:
   * create a new resource to try again. Afterwards nothing is undone.
   */
  TIMED_OUT,
  /** The section was given back too often. Look at the last message, then create a new resource. */
  ATTEMPTS_EXHAUSTED,
  /**
   * It is not known what the server answered, so what was asked for is given back and asked for
   * again.
   */
  ANSWER_LOST,
  /**
   * The status of this resource was lost while a run was under way. Put the status back or finish
   * by hand.
   */
  LEDGER_LOST,
  /**
   * The status names a step or state that this version does not know. Run the operator version that
   * wrote it.
   */
  LEDGER_UNKNOWN,

  /** The StatefulSet does not exist. Correct {@code spec.workload.statefulSetName} or create it. */
  WORKLOAD_NOT_FOUND,
  /** The StatefulSet cannot be migrated as it is; the message says what to change. */
  WORKLOAD_UNSUPPORTED,
  /**
   * The StatefulSet can be migrated, but something in it adds risk or time; the message says what.
   */
  WORKLOAD_UNUSUAL,
  /** Another migration has claimed the StatefulSet. The finding names it and says what to do. */
  WORKLOAD_CLAIMED,
  /**
   * The StatefulSet was changed by somebody else during the outage. From ReturnToService: put its
   * pod template back, which is waited for.
   */
  WORKLOAD_CHANGED,
  /**
   * A GitOps tool or another operator owns the StatefulSet and would revert the migration. Pause
   * it.
   */
  OWNED_BY_GIT_OPS,
  /** The pod is not there or not ready. Bring the database up first. */
  DATABASE_DOWN,
  /** The server is an Enterprise one already. */
  ALREADY_ENTERPRISE,
  /** The server refuses the login of {@code spec.workload.credentialsSecretName}. */
  LOGIN_REFUSED,
  /**
   * A table is suspended. Resume it with {@code ALTER TABLE … RESUME WAL} and wait until it has
   * caught up.
   */
  TABLE_SUSPENDED,
  /**
   * A table has many committed transactions that are not applied yet. Wait until it has drained.
   */
  TABLE_BEHIND,
  /**
   * A table has no WAL, so it is not replicated. Convert it with {@code ALTER TABLE … SET TYPE
   * WAL}.
   */
  TABLE_NOT_REPLICATED,
  /**
   * Somebody else holds a checkpoint. Release it with {@code CHECKPOINT RELEASE} when its owner is
   * done.
   */
  CHECKPOINT_FOREIGN,
  /** The checkpoint that was entered is gone, for example because the server restarted. */
  CHECKPOINT_LOST,
  /** The data volume cannot be used; the message says why. */
  VOLUME_UNSUPPORTED,
  /**
   * A file on the volume would make the next start restore or migrate. Remove it; {@code
   * .checkpoint/db} with {@code CHECKPOINT RELEASE}.
   */
  TRIGGER_FILE_PRESENT,
  /** Another pod uses the claim. Remove it. */
  VOLUME_SHARED,
  /**
   * The snapshot class is missing, ambiguous or of another driver. Name one in {@code spec.backup}.
   */
  SNAPSHOT_CLASS_INVALID,
  /** Snapshots of this class outlive their objects: remove them in the storage system by hand. */
  SNAPSHOT_RETAINED,
  /** The snapshot was not cut or failed; the message has the driver's words. */
  SNAPSHOT_FAILED,
  /** The snapshot is cut but cannot be restored yet. */
  SNAPSHOT_NOT_READY,
  /** A Secret does not exist. Create it. */
  SECRET_NOT_FOUND,
  /** A Secret lacks a key or has the wrong type; the message names them. */
  SECRET_INVALID,
  /** The certificate cannot be used: expired, not yet valid, unreadable, or not of this key. */
  CERTIFICATE_INVALID,
  /** The certificate ends soon. Renew it before the migration. */
  CERTIFICATE_EXPIRES,
  /** The certificate does not name the Service: clients that verify names will refuse it. */
  CERTIFICATE_NAME_MISSING,
  /** {@code server.conf} cannot be read where the workload says that it is. */
  CONFIG_NOT_FOUND,
  /** A property that the operator sets is also set where it would win. Remove it there. */
  PROPERTY_OWNED,
  /** The Enterprise server does not know a key of {@code server.conf}. Remove it. */
  CONFIG_KEY_UNKNOWN,
  /**
   * The Enterprise image cannot be pulled on the database's node. Correct it or its pull secret.
   */
  IMAGE_PULL_FAILED,
  /** The image is not QuestDB Enterprise. */
  EDITION_WRONG,
  /** The Enterprise server did not start in the rehearsal; the message has its exit code. */
  START_FAILED,
  /** The rehearsed server accepts the documented default password, or refuses the admin. */
  ADMIN_LOGIN_FAILED,
  /**
   * Enterprise is built on an older version than the one that runs, or another major one. Use a
   * newer image.
   */
  PAIRING_REFUSED,
  /**
   * It is not known which open-source version the image contains. Set {@code
   * spec.enterprise.baseVersion}.
   */
  PAIRING_UNKNOWN,
  /** The API server or a policy refuses the change; the message has its words. */
  CHANGE_REFUSED,
  /** A temporary pod did not run or did not answer. */
  TEMPORARY_POD_FAILED,
  /** The plan awaits approval: set {@code spec.approval.planHash} to {@code status.plan.hash}. */
  AWAITING_APPROVAL,
  /** The approval is for another plan: look at the new one and approve its hash. */
  APPROVAL_STALE,
  /**
   * What the plan rests on has changed, so an outage is given back and the plan is made anew; right
   * before the stop, the message says what to put back.
   */
  PLAN_CHANGED,
  /** The seal could not be read. */
  SEAL_FAILED,
  /**
   * A table of the seal is missing, suspended or behind. Enterprise has run: the snapshots are
   * kept.
   */
  DATA_MISSING,
  /** The schema is not as it was. */
  SCHEMA_CHANGED,
  /**
   * The Enterprise pod runs another build than the one that was rehearsed, because its tag was
   * moved. Set the StatefulSet's image to the rehearsed digest.
   */
  IMAGE_CHANGED,
  /** Enterprise does not serve; the message says which listener or which pod. */
  NOT_SERVING,
  /**
   * The server does not show principals or grants as declared, though it was told to create them.
   * Correct {@code spec.access}; it is tried again.
   */
  ACCESS_INCOMPLETE,
  /** Replication is not as declared. */
  REPLICATION_INCOMPLETE,
  /**
   * An Enterprise pod was started before it was allowed: the old edition may not be started again.
   */
  ENTERPRISE_STARTED,
  /**
   * An object that is not ours has the name of one that the run must write. Rename or remove it.
   */
  NAME_TAKEN,
  /**
   * Could not be checked, for example for want of a permission: grant what the message names. A
   * look that is refused as a whole blocks.
   */
  NOT_CHECKED,
  /** The migration is complete and verified. */
  SUCCEEDED,
  /** The migration has failed; the message names the step and what is left. */
  FAILED;

  private final String text =
      Arrays.stream(name().split("_"))
          .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
          .collect(Collectors.joining());

  /** As written in status, events and metrics. */
  public String text() {
    return text;
  }

  /** The reason written as {@code text}, or empty for one that this version does not know. */
  public static Optional<Reason> of(String text) {
    return Arrays.stream(values()).filter(reason -> reason.text.equals(text)).findFirst();
  }
}
