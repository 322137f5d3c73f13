package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One change to one field of one object. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class PlannedChange {

  @JsonPropertyDescription("The object, as Kind/name.")
  @Required
  @Size(min = 1, max = 320)
  private String object;

  @JsonPropertyDescription("The field: a JSON pointer, or the name of a property.")
  @Required
  @Size(min = 1, max = 512)
  private String path;

  @JsonPropertyDescription("Value before. Absent: there is none.")
  @Size(max = 2048)
  private String from;

  @JsonPropertyDescription("Value after. Absent: it is removed.")
  @Size(max = 2048)
  private String to;

  public String getObject() {
    return object;
  }

  public void setObject(String object) {
    this.object = object;
  }

  public String getPath() {
    return path;
  }

  public void setPath(String path) {
    this.path = path;
  }

  public String getFrom() {
    return from;
  }

  public void setFrom(String from) {
    this.from = from;
  }

  public String getTo() {
    return to;
  }

  public void setTo(String to) {
    this.to = to;
  }
}
