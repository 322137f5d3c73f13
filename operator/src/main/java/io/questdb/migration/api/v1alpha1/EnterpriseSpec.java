package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The Enterprise build that takes over. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class EnterpriseSpec {

  @JsonPropertyDescription(
      "Image of QuestDB Enterprise, with a tag or a digest. May be corrected until the outage "
          + "begins.")
  @Required
  @Size(min = 1, max = 512)
  @Pattern("^\\S+$")
  private String image;

  @JsonPropertyDescription(
      "Secrets with which the image is pulled, at most 16, added to those of the workload. "
          + "Default: none.")
  @Size(max = 16)
  private List<SecretReference> imagePullSecrets;

  @JsonPropertyDescription(
      "The open-source version that this Enterprise build contains, such as 9.3.4. Absent: taken "
          + "from the build where it can be known, else the run holds until it is given.")
  @Size(max = 32)
  @Pattern("^[0-9]+\\.[0-9]+\\.[0-9]+$")
  private String baseVersion;

  public String getImage() {
    return image;
  }

  public void setImage(String image) {
    this.image = image;
  }

  public List<SecretReference> getImagePullSecrets() {
    return imagePullSecrets;
  }

  public void setImagePullSecrets(List<SecretReference> imagePullSecrets) {
    this.imagePullSecrets = imagePullSecrets;
  }

  public String getBaseVersion() {
    return baseVersion;
  }

  public void setBaseVersion(String baseVersion) {
    this.baseVersion = baseVersion;
  }
}
