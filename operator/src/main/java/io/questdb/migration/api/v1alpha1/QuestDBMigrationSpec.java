package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/**
 * What to migrate, to what, and how. Optional fields are null when absent; {@link Defaults} fills
 * them.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(oldSelf.tls) || has(self.tls)",
    message =
        "tls cannot be removed once set: put it back, or delete this resource and create another "
            + "one without it")
@ValidationRule(
    value = "!has(oldSelf.replication) || has(self.replication)",
    message =
        "replication cannot be removed once set: put it back, or delete this resource and create "
            + "another one without it")
public class QuestDBMigrationSpec {

  @JsonPropertyDescription(
      "While true, the operator finishes or gives back the section it is in and starts nothing "
          + "new. Default: false.")
  private Boolean suspend;

  @JsonPropertyDescription("The running open-source database.")
  @Required
  private WorkloadSpec workload;

  @JsonPropertyDescription("The QuestDB Enterprise build to run instead.")
  @Required
  private EnterpriseSpec enterprise;

  @JsonPropertyDescription(
      "How the volume is backed up first. Default: VolumeSnapshot, Online and Offline.")
  private BackupSpec backup;

  @JsonPropertyDescription(
      "TLS on the listeners of the database. Absent: TLS is not configured. Cannot be removed once "
          + "set.")
  private TlsSpec tls;

  @JsonPropertyDescription(
      "Who may use the database afterwards. Required, because Enterprise turns access control on "
          + "by default and then refuses every client of before.")
  @Required
  private AccessSpec access;

  @JsonPropertyDescription(
      "Makes the database a replication primary. Absent: no replication. Cannot be removed once "
          + "set.")
  private ReplicationSpec replication;

  @JsonPropertyDescription(
      "Further properties of server.conf, at most 64, written over what is there. Properties the "
          + "operator owns (acl.*, replication.*, TLS, cairo.snapshot.instance.id) and passwords are "
          + "refused. Default: none.")
  @Size(max = 64)
  @ValidationRule(
      value = "self.all(k, k.matches('^[A-Za-z][A-Za-z0-9._-]{0,127}$'))",
      message =
          "a key of serverConf must be the name of a property as in server.conf, such as "
              + "cairo.max.uncommitted.rows: a letter, then at most 127 letters, digits, '.', '_' or '-'")
  @ValidationRule(
      value =
          "self.all(k, !k.startsWith('acl.') && !k.startsWith('replication.') && "
              + "!k.startsWith('tls.') && !k.contains('.tls.') && !(k in ['cairo.snapshot.instance.id', "
              + "'config.validation.strict', 'http.health.check.authentication.required']))",
      message =
          "the operator owns acl.*, replication.*, TLS, cairo.snapshot.instance.id, "
              + "config.validation.strict and http.health.check.authentication.required: write "
              + "spec.access, spec.replication or spec.tls instead")
  @ValidationRule(
      value = "self.all(k, !k.endsWith('.password'))",
      message =
          "a password does not belong in serverConf, where every reader of the resource sees it: "
              + "leave it in the server.conf of the workload, which is kept")
  private Map<String, @Size(max = 1024) @Pattern("^[^\\x00-\\x1F\\x7F]*$") String> serverConf;

  @JsonPropertyDescription("Who lets the outage start. Default: Automatic.")
  private ApprovalSpec approval;

  @JsonPropertyDescription("How long each phase may take. Each has its own default.")
  private TimeoutsSpec timeouts;

  public Boolean getSuspend() {
    return suspend;
  }

  public void setSuspend(Boolean suspend) {
    this.suspend = suspend;
  }

  public WorkloadSpec getWorkload() {
    return workload;
  }

  public void setWorkload(WorkloadSpec workload) {
    this.workload = workload;
  }

  public EnterpriseSpec getEnterprise() {
    return enterprise;
  }

  public void setEnterprise(EnterpriseSpec enterprise) {
    this.enterprise = enterprise;
  }

  public BackupSpec getBackup() {
    return backup;
  }

  public void setBackup(BackupSpec backup) {
    this.backup = backup;
  }

  public TlsSpec getTls() {
    return tls;
  }

  public void setTls(TlsSpec tls) {
    this.tls = tls;
  }

  public AccessSpec getAccess() {
    return access;
  }

  public void setAccess(AccessSpec access) {
    this.access = access;
  }

  public ReplicationSpec getReplication() {
    return replication;
  }

  public void setReplication(ReplicationSpec replication) {
    this.replication = replication;
  }

  public Map<String, String> getServerConf() {
    return serverConf;
  }

  public void setServerConf(Map<String, String> serverConf) {
    this.serverConf = serverConf;
  }

  public ApprovalSpec getApproval() {
    return approval;
  }

  public void setApproval(ApprovalSpec approval) {
    this.approval = approval;
  }

  public TimeoutsSpec getTimeouts() {
    return timeouts;
  }

  public void setTimeouts(TimeoutsSpec timeouts) {
    this.timeouts = timeouts;
  }
}
