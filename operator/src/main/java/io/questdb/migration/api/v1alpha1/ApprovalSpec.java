package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** Consent to the outage, bound to one plan. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ApprovalSpec {

  @JsonPropertyDescription(
      "Automatic: the outage starts as soon as the backup allows it. Manual: it starts once "
          + "planHash equals status.plan.hash. Default: Automatic.")
  private ApprovalPolicy policy;

  @JsonPropertyDescription(
      "With policy Manual: the status.plan.hash that is approved. A plan that changes needs a new "
          + "approval. Default: empty, nothing is approved.")
  @Size(max = 128)
  @Pattern("^[A-Za-z0-9:_-]*$")
  private String planHash;

  public ApprovalPolicy getPolicy() {
    return policy;
  }

  public void setPolicy(ApprovalPolicy policy) {
    this.policy = policy;
  }

  public String getPlanHash() {
    return planHash;
  }

  public void setPlanHash(String planHash) {
    this.planHash = planHash;
  }
}
