package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A group of users and what it may do. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class GroupSpec {

  @JsonPropertyDescription(
      "Name of the group, 1 to 255 characters without control characters; unique among users, "
          + "groups and service accounts.")
  @Required
  @Size(min = 1, max = 255)
  @Pattern("^[^\\x00-\\x1F\\x7F]+$")
  private String name;

  @JsonPropertyDescription("What is granted, at most 32. Default: none.")
  @Size(max = 32)
  private List<GrantSpec> grants;

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
}
