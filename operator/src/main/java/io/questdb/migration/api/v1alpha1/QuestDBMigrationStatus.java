package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/** What the operator has done and found. Only the operator writes it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class QuestDBMigrationStatus {

  @JsonPropertyDescription(
      "The metadata.generation this status is about; -1 until the operator has seen the resource.")
  @Default("-1")
  @Min(-1)
  private Long observedGeneration;

  @JsonPropertyDescription("The first step that is not complete. For display only.")
  @Size(max = 128)
  private String step;

  @JsonPropertyDescription(
      "One condition per thing a person asks about. Ready: finished and verified. Succeeded: how it"
          + " ended. Reconciling: work is under way. Stalled: a person is needed. At most 32, by"
          + " type.")
  @Size(max = 32)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private List<Condition> conditions = new ArrayList<>();

  @JsonPropertyDescription(
      "The ledger: every step begun so far and how far it is. At most 64, by name. The operator "
          + "reads it back; do not edit.")
  @Size(max = 64)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private List<StepStatus> steps = new ArrayList<>();

  @JsonPropertyDescription(
      "Actions that cannot be repeated, recorded before they are sent. At most 128, by key. The "
          + "operator reads them back; do not edit.")
  @Size(max = 128)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private List<OperationStatus> operations = new ArrayList<>();

  @JsonPropertyDescription("Results of the checks that need attention, at most 128.")
  @Size(max = 128)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private List<FindingStatus> findings = new ArrayList<>();

  @JsonPropertyDescription("What the outage will change and how long it is expected to take.")
  private PlanStatus plan;

  @JsonPropertyDescription("The workload as it was found, pinned by UID.")
  private WorkloadStatus workload;

  @JsonPropertyDescription("Where the run keeps what a rollback needs and status must not show.")
  private RunRecordStatus runRecord;

  @JsonPropertyDescription("The snapshots of this run.")
  private BackupStatus backup;

  @JsonPropertyDescription("The checkpoint the online snapshot was cut under.")
  private CheckpointStatus checkpoint;

  @JsonPropertyDescription("When clients could not use the database, and for how long.")
  private OutageStatus outage;

  @JsonPropertyDescription("What the rehearsals measured.")
  private RehearsalStatus rehearsal;

  @JsonPropertyDescription("What is left for people to do in Git or Helm values.")
  private HandoffStatus handoff;

  public Long getObservedGeneration() {
    return observedGeneration;
  }

  public void setObservedGeneration(Long observedGeneration) {
    this.observedGeneration = observedGeneration;
  }

  public String getStep() {
    return step;
  }

  public void setStep(String step) {
    this.step = step;
  }

  public List<Condition> getConditions() {
    return conditions;
  }

  public void setConditions(List<Condition> conditions) {
    this.conditions = conditions;
  }

  public List<StepStatus> getSteps() {
    return steps;
  }

  public void setSteps(List<StepStatus> steps) {
    this.steps = steps;
  }

  public List<OperationStatus> getOperations() {
    return operations;
  }

  public void setOperations(List<OperationStatus> operations) {
    this.operations = operations;
  }

  public List<FindingStatus> getFindings() {
    return findings;
  }

  public void setFindings(List<FindingStatus> findings) {
    this.findings = findings;
  }

  public PlanStatus getPlan() {
    return plan;
  }

  public void setPlan(PlanStatus plan) {
    this.plan = plan;
  }

  public WorkloadStatus getWorkload() {
    return workload;
  }

  public void setWorkload(WorkloadStatus workload) {
    this.workload = workload;
  }

  public RunRecordStatus getRunRecord() {
    return runRecord;
  }

  public void setRunRecord(RunRecordStatus runRecord) {
    this.runRecord = runRecord;
  }

  public BackupStatus getBackup() {
    return backup;
  }

  public void setBackup(BackupStatus backup) {
    this.backup = backup;
  }

  public CheckpointStatus getCheckpoint() {
    return checkpoint;
  }

  public void setCheckpoint(CheckpointStatus checkpoint) {
    this.checkpoint = checkpoint;
  }

  public OutageStatus getOutage() {
    return outage;
  }

  public void setOutage(OutageStatus outage) {
    this.outage = outage;
  }

  public RehearsalStatus getRehearsal() {
    return rehearsal;
  }

  public void setRehearsal(RehearsalStatus rehearsal) {
    this.rehearsal = rehearsal;
  }

  public HandoffStatus getHandoff() {
    return handoff;
  }

  public void setHandoff(HandoffStatus handoff) {
    this.handoff = handoff;
  }
}
