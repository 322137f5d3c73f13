package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Permissions on the whole database or on tables. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class GrantSpec {

  @JsonPropertyDescription(
      "Permissions in upper case as in GRANT, such as SELECT, INSERT, PGWIRE or CREATE TABLE; 1 to "
          + "32.")
  @Required
  @Size(min = 1, max = 32)
  @ValidationRule(
      value = "self.all(p, !p.matches('(^| )(TO|ON|WITH|FROM)( |$)'))",
      message =
          "a permission is only its name: write the tables under tables; who receives it is the "
              + "principal it stands under")
  private List<@Size(min = 2, max = 40) @Pattern("^[A-Z]+( [A-Z]+){0,3}$") String> permissions;

  @JsonPropertyDescription(
      "Tables the permissions are for, 1 to 256 names, or [\"*\"] for all tables. Absent: the "
          + "permissions are granted on the database.")
  @Size(min = 1, max = 256)
  @ValidationRule(
      value = "!('*' in self) || self.size() == 1",
      message = "\"*\" already means all tables: write tables: [\"*\"], or only the names")
  private List<@Size(min = 1, max = 127) @Pattern("^[^\\x00-\\x1F\\x7F]+$") String> tables;

  public List<String> getPermissions() {
    return permissions;
  }

  public void setPermissions(List<String> permissions) {
    this.permissions = permissions;
  }

  public List<String> getTables() {
    return tables;
  }

  public void setTables(List<String> tables) {
    this.tables = tables;
  }
}
