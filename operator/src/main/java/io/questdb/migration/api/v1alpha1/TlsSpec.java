package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** TLS on the listeners of the database. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class TlsSpec {

  @JsonPropertyDescription(
      "Name of a Secret of type kubernetes.io/tls (tls.crt with the whole chain, tls.key "
          + "unencrypted), mounted as a directory so that it can be rotated.")
  @Required
  @Size(min = 1, max = 253)
  @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
  private String secretName;

  @JsonPropertyDescription(
      "Listeners that speak TLS: HTTP (9000), PGWire (8812), ILP (9009), Health (9003). Health "
          + "stays plain unless listed, because probes talk to it. Default: [HTTP, PGWire, ILP].")
  @Size(max = 4)
  @ValidationRule(
      value = "self.size() > 0",
      message =
          "listeners must name at least one of HTTP, PGWire, ILP and Health: remove the field for "
              + "the default [HTTP, PGWire, ILP]")
  private List<Listener> listeners;

  public String getSecretName() {
    return secretName;
  }

  public void setSecretName(String secretName) {
    this.secretName = secretName;
  }

  public List<Listener> getListeners() {
    return listeners;
  }

  public void setListeners(List<Listener> listeners) {
    this.listeners = listeners;
  }
}
