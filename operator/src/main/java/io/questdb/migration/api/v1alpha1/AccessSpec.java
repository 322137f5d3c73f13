package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * Access control of the Enterprise database and its first principals.
 *
 * <p>In the rules, {@code [list].all(names, …)} only binds a name: made once, the list keeps the
 * largest allowed resource below the API server's cost limit per rule, which loops in loops exceed.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode != 'Enforced' || has(self.adminSecretName)",
    message =
        "mode Enforced needs an administrator: write adminSecretName, the name of a "
            + "kubernetes.io/basic-auth Secret, or mode: Open")
@ValidationRule(
    value =
        "self.mode != 'Open' || [has(self.groups) && self.groups.size() > 0, has(self.users) && "
            + "self.users.size() > 0, has(self.serviceAccounts) && self.serviceAccounts.size() > "
            + "0].all(given, !given)",
    message =
        "mode Open knows no principals: remove groups, users and serviceAccounts, or write mode: "
            + "Enforced")
@ValidationRule(
    value =
        "!has(self.users) || !has(self.groups) || [self.groups.map(x, x.name)].all(names, "
            + "!self.users.exists(u, u.name in names))",
    message =
        "a user and a group cannot share a name, they are in one namespace: give one of them "
            + "another name")
@ValidationRule(
    value =
        "!has(self.users) || !has(self.serviceAccounts) || [self.serviceAccounts.map(x, "
            + "x.name)].all(names, !self.users.exists(u, u.name in names))",
    message =
        "a user and a service account cannot share a name, they are in one namespace: give one of "
            + "them another name")
@ValidationRule(
    value =
        "!has(self.groups) || !has(self.serviceAccounts) || [self.serviceAccounts.map(x, "
            + "x.name)].all(names, !self.groups.exists(g, g.name in names))",
    message =
        "a group and a service account cannot share a name, they are in one namespace: give one of "
            + "them another name")
@ValidationRule(
    value =
        "!has(self.users) || [has(self.groups) ? self.groups.map(g, g.name) : []].all(names, "
            + "self.users.all(u, !has(u.groups) || u.groups.all(n, n in names)))",
    message =
        "a user is in a group that is not declared: add the group to access.groups, or remove it "
            + "from the user")
public class AccessSpec {

  @JsonPropertyDescription(
      "Enforced: clients must log in as a declared principal. Open: no access control, "
          + "acl.enabled=false is written.")
  @Required
  private AccessMode mode;

  @JsonPropertyDescription(
      "Name of a Secret of type kubernetes.io/basic-auth with the built-in administrator "
          + "(username, password). Required with mode Enforced. Reaches the server as a file, never as "
          + "text.")
  @Size(min = 1, max = 253)
  @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
  private String adminSecretName;

  @JsonPropertyDescription(
      "Groups to create, at most 64, by name. Only with mode Enforced. Default: none.")
  @Size(max = 64)
  private List<GroupSpec> groups;

  @JsonPropertyDescription(
      "Users to create, at most 64, by name. Only with mode Enforced. Default: none.")
  @Size(max = 64)
  private List<UserSpec> users;

  @JsonPropertyDescription(
      "Service accounts to create for programs, at most 64, by name. Only with mode Enforced. "
          + "Default: none.")
  @Size(max = 64)
  private List<ServiceAccountSpec> serviceAccounts;

  public AccessMode getMode() {
    return mode;
  }

  public void setMode(AccessMode mode) {
    this.mode = mode;
  }

  public String getAdminSecretName() {
    return adminSecretName;
  }

  public void setAdminSecretName(String adminSecretName) {
    this.adminSecretName = adminSecretName;
  }

  public List<GroupSpec> getGroups() {
    return groups;
  }

  public void setGroups(List<GroupSpec> groups) {
    this.groups = groups;
  }

  public List<UserSpec> getUsers() {
    return users;
  }

  public void setUsers(List<UserSpec> users) {
    this.users = users;
  }

  public List<ServiceAccountSpec> getServiceAccounts() {
    return serviceAccounts;
  }

  public void setServiceAccounts(List<ServiceAccountSpec> serviceAccounts) {
    this.serviceAccounts = serviceAccounts;
  }
}
