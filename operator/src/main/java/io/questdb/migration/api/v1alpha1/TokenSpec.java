package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A REST token of a service account and the Secret it is written to. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class TokenSpec {

  @JsonPropertyDescription(
      "Name of the Secret the operator writes the token to (keys username and token). The database "
          + "shows a token only once.")
  @Required
  @Size(min = 1, max = 253)
  @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
  private String secretName;

  @JsonPropertyDescription(
      "How long the token is valid from its creation: a number and m, h or d, such as 365d; at "
          + "least 1m, at most 3650d. There is no default, because clients stop when it ends.")
  @Required
  @Size(max = 16)
  @Pattern("^[1-9][0-9]{0,6}[mhd]$")
  @ValidationRule(
      value =
          "self.endsWith('d') ? int(self.replace('d', '')) <= 3650 : duration(self) <= duration('87600h')",
      message = "a token lives at most ten years: write timeToLive: 3650d or less")
  private String timeToLive;

  public String getSecretName() {
    return secretName;
  }

  public void setSecretName(String secretName) {
    this.secretName = secretName;
  }

  public String getTimeToLive() {
    return timeToLive;
  }

  public void setTimeToLive(String timeToLive) {
    this.timeToLive = timeToLive;
  }
}
