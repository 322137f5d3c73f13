package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A program that logs in, with a token where one is asked for. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ServiceAccountSpec {

  @JsonPropertyDescription(
      "Name of the service account, 1 to 255 characters without control characters; unique among "
          + "users, groups and service accounts.")
  @Required
  @Size(min = 1, max = 255)
  @Pattern("^[^\\x00-\\x1F\\x7F]+$")
  private String name;

  @JsonPropertyDescription("What is granted, at most 32. Default: none.")
  @Size(max = 32)
  private List<GrantSpec> grants;

  @JsonPropertyDescription("A REST token to create for the service account. Absent: none.")
  private TokenSpec token;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public List<GrantSpec> getGrants() {
    return grants;
  }

  public void setGrants(List<GrantSpec> grants) {
    this.grants = grants;
  }

  public TokenSpec getToken() {
    return token;
  }

  public void setToken(TokenSpec token) {
    this.token = token;
  }
}
