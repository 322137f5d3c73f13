package io.questdb.migration.change;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.OnlineSnapshot;
import io.questdb.migration.facts.PlannedChange;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.WorkloadPin;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a person needs to make Git or Helm values say what the cluster is, and to find what the
 * migration left. Names and references, never a secret value.
 */
public final class HandoffFiles {
  /** Where a reader begins. */
  public static final String README = "README.txt";

  private static final String STATEFUL_SET = "statefulset.yaml";
  private static final String PROPERTIES = "server.conf.properties";
  private static final String CHANGES = "changes.txt";

  private final Run run;
  private final QuestDBMigrationSpec spec;
  private final WorkloadPin pin;
  private final Staged staged;
  private final StringBuilder text = new StringBuilder();

  private HandoffFiles(Run run) {
    this.run = run;
    this.spec = run.spec();
    this.pin = run.ledger().require(WorkloadPin.class);
    this.staged = run.ledger().require(Staged.class);
  }

  /** The files by name; {@code set} has the Enterprise template. */
  public static Map<String, String> of(Run run, StatefulSet set) {
    HandoffFiles files = new HandoffFiles(run);
    return Map.of(
        README,
        files.readme(),
        STATEFUL_SET,
        new EnterpriseParts(run.spec(), files.pin).yaml(set, files.staged),
        PROPERTIES,
        files.properties(),
        CHANGES,
        files.changes());
  }

  private String readme() {
    line("StatefulSet %s/%s runs QuestDB Enterprise.", run.namespace(), pin.statefulSetName());
    line("Migration %s, run %s.", run.name(), run.uid());
    line("");
    line("Git and Helm values do not know that. Until they do, the next sync or upgrade puts the");
    line("open-source template back, on a volume that open source must never open again.");
    heading("What Git or Helm values must contain");
    line("%s  the parts of the StatefulSet that the migration made,", STATEFUL_SET);
    line("    as they are now: a strategic merge patch. Put what it adds to a list behind what");
    line("    is there: another order is another template, and restarts the database once");
    line("%s  what the operator set in server.conf", PROPERTIES);
    line("%s  every change, with what was there before", CHANGES);
    serverConf();
    secrets();
    backups();
    return text.toString();
  }

  private void serverConf() {
    heading("server.conf");
    if (staged.kind() == ConfigSource.Kind.VOLUME) {
      line("It is on claim %s: conf/server.conf is the merged file, and so is", pin.claimName());
      line("conf/%s, which is mounted over it. The original is kept beside them.", staged.name());
      line("Git needs the mount in %s and none of the properties.", STATEFUL_SET);
      return;
    }
    line("The merged file is in Secret %s, which is immutable and mounted.", staged.name());
    line("It takes the place of key %s of %s. Either keep", pin.serverConf().key(), source());
    line("the Secret and its mount, or put the properties of %s", PROPERTIES);
    line("into the original and mount the original again.");
  }

  private String source() {
    return (pin.serverConf().kind() == ConfigSource.Kind.SECRET ? "Secret " : "ConfigMap ")
        + pin.serverConf().name();
  }

  private void secrets() {
    heading("Secrets in use; keep them");
    spec.getEnterprise()
        .getImagePullSecrets()
        .forEach(secret -> line("%s  pulls the image", secret.getName()));
    if (spec.getTls() != null) {
      line("%s  certificate and key", spec.getTls().getSecretName());
    }
    if (spec.getAccess().getAdminSecretName() != null) {
      line("%s  the administrator", spec.getAccess().getAdminSecretName());
    }
    spec.getAccess()
        .getUsers()
        .forEach(user -> line("%s  user %s", user.getPasswordSecretName(), user.getName()));
    spec.getAccess().getServiceAccounts().stream()
        .filter(account -> account.getToken() != null)
        .forEach(
            account ->
                line(
                    "%s  token of service account %s",
                    account.getToken().getSecretName(), account.getName()));
    if (spec.getReplication() != null) {
      var store = spec.getReplication().getObjectStoreSecretRef();
      line("%s  the object store, in key %s", store.getName(), store.getKey());
    }
    if (staged.kind() == ConfigSource.Kind.SECRET) {
      line("%s  the merged server.conf", staged.name());
    }
  }

  private void backups() {
    heading("The way back; delete it when you are sure");
    run.ledger()
        .evidence(OnlineSnapshot.class)
        .ifPresent(cut -> snapshot("online", cut.name(), cut.handle(), cut.cutAt().toString()));
    run.ledger()
        .evidence(OfflineSnapshot.class)
        .ifPresent(cut -> snapshot("offline", cut.name(), cut.handle(), cut.cutAt().toString()));
    run.ledger()
        .evidence(SchemaRecorded.class)
        .ifPresent(
            record ->
                line(
                    "Secret %s  run record: the inverse patch, the schema before, the seal",
                    record.secretName()));
  }

  private void snapshot(String kind, String name, String handle, String cutAt) {
    line("VolumeSnapshot %s  %s, cut %s, handle %s", name, kind, cutAt, handle);
  }

  /** What is given in the spec may be confidential, as in the plan. */
  private String properties() {
    StringBuilder given = new StringBuilder();
    SortedMap<String, String> ours = new TreeMap<>(ServerProperties.of(spec));
    for (String key : new TreeMap<>(spec.getServerConf()).keySet()) {
      ours.remove(key);
      given.append("# ").append(key).append(": as in spec.serverConf\n");
    }
    return given + ServerConf.parse("").with(ours).text();
  }

  private String changes() {
    StringBuilder list = new StringBuilder();
    List<PlannedChange> changes = PlannedChanges.of(spec, pin, staged);
    for (PlannedChange change : changes) {
      list.append(change.object()).append(' ').append(change.path()).append('\n');
      list.append("    from: ").append(shown(change.from())).append('\n');
      list.append("    to:   ").append(shown(change.to())).append('\n');
    }
    return list.toString();
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(nothing)" : value;
  }

  private void heading(String title) {
    line("");
    line("%s", title);
    line("%s", "-".repeat(title.length()));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
