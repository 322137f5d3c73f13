package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A person who logs in with a password. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class UserSpec {

  @JsonPropertyDescription(
      "Name of the user, 1 to 255 characters without control characters; unique among users, "
          + "groups and service accounts.")
  @Required
  @Size(min = 1, max = 255)
  @Pattern("^[^\\x00-\\x1F\\x7F]+$")
  private String name;

  @JsonPropertyDescription(
      "Name of a Secret of type kubernetes.io/basic-auth whose key password is what the migration "
          + "sets as the password of the user.")
  @Required
  @Size(min = 1, max = 253)
  @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
  private String passwordSecretName;

  @JsonPropertyDescription(
      "Names of the groups the user is in, each one of access.groups, at most 16. Default: none.")
  @Size(max = 16)
  private List<@Size(min = 1, max = 255) @Pattern("^[^\\x00-\\x1F\\x7F]+$") String> groups;

  @JsonPropertyDescription("What is granted, at most 32. Default: none.")
  @Size(max = 32)
  private List<GrantSpec> grants;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getPasswordSecretName() {
    return passwordSecretName;
  }

  public void setPasswordSecretName(String passwordSecretName) {
    this.passwordSecretName = passwordSecretName;
  }

  public List<String> getGroups() {
    return groups;
  }

  public void setGroups(List<String> groups) {
    this.groups = groups;
  }

  public List<GrantSpec> getGrants() {
    return grants;
  }

  public void setGrants(List<GrantSpec> grants) {
    this.grants = grants;
  }
}
