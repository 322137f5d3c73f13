package io.questdb.migration.api.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;

/** The CRD as the beans and {@link MigrationSchema} define it, and where it is committed. */
final class GeneratedCrd {

  /** The committed file, seen from the directory of this module. */
  static final Path COMMITTED =
      Path.of("..", "crds", "questdbmigrations.migration.questdb.io.yaml");

  private static final String HEADER =
      "# Generated from operator/src/main/java/io/questdb/migration/api: do not edit.\n";

  private GeneratedCrd() {}

  /** The text that the committed file must have. */
  static String yaml() throws JsonProcessingException {
    Completion completion = new Completion();
    new CRDGenerator()
        .customResourceClasses(QuestDBMigration.class)
        .withPostProcessor(completion)
        .withOutput(new Discarded())
        .generate();
    YAMLMapper mapper =
        YAMLMapper.builder()
            .disable(Feature.WRITE_DOC_START_MARKER)
            .enable(Feature.MINIMIZE_QUOTES, Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    return HEADER + mapper.writeValueAsString(completion.crd);
  }

  private static final class Completion implements CRDPostProcessor {
    private CustomResourceDefinition crd;

    @Override
    public HasMetadata process(HasMetadata generated, String version) {
      crd = (CustomResourceDefinition) generated;
      MigrationSchema.complete(crd);
      return crd;
    }
  }

  /** The generator's own YAML is not used: it cannot order columns, nor quote only what it must. */
  private static final class Discarded
      extends CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream> {
    @Override
    protected ByteArrayOutputStream createStreamFor(String name) {
      return new ByteArrayOutputStream();
    }
  }
}
