package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** Where the run record is, and what it must contain. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class RunRecordStatus {

  @JsonPropertyDescription("Name of the Secret with the run record.")
  @Size(max = 253)
  private String secretName;

  @JsonPropertyDescription(
      "SHA-256 over the schema and the inverse patch that it holds; the seal has its own. A record "
          + "with another is not used.")
  @Size(max = 128)
  private String hash;

  @JsonPropertyDescription("Number of tables whose schema it holds.")
  @Min(0)
  private Integer schemaTables;

  @JsonPropertyDescription("SHA-256 of the seal that it holds.")
  @Size(max = 128)
  private String sealHash;

  @JsonPropertyDescription("Number of tables in the seal.")
  @Min(0)
  private Integer sealedTables;

  public String getSecretName() {
    return secretName;
  }

  public void setSecretName(String secretName) {
    this.secretName = secretName;
  }

  public String getHash() {
    return hash;
  }

  public void setHash(String hash) {
    this.hash = hash;
  }

  public Integer getSchemaTables() {
    return schemaTables;
  }

  public void setSchemaTables(Integer schemaTables) {
    this.schemaTables = schemaTables;
  }

  public String getSealHash() {
    return sealHash;
  }

  public void setSealHash(String sealHash) {
    this.sealHash = sealHash;
  }

  public Integer getSealedTables() {
    return sealedTables;
  }

  public void setSealedTables(Integer sealedTables) {
    this.sealedTables = sealedTables;
  }
}
