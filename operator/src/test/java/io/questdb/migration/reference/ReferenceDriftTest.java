package io.questdb.migration.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed reference is what the code says; one command makes it so again. */
class ReferenceDriftTest {
  private static final String UPDATE =
      "mvn -Pquick test -pl operator -Dtest=ReferenceDriftTest -Dreference.update";
  private static final Path ROOT = Path.of("..");
  private static final Pattern PICTURE =
      Pattern.compile("(?<=<!-- run:begin -->\n).*?(?=<!-- run:end -->)", Pattern.DOTALL);

  static Map<Path, String> pages() throws IOException {
    Path reference = ROOT.resolve("docs").resolve("reference");
    RunPages run = new RunPages();
    ReasonPages reasons = new ReasonPages();
    Map<Path, String> pages = new TreeMap<>();
    pages.put(reference.resolve("steps.md"), run.steps());
    pages.put(reference.resolve("reasons.md"), reasons.reasons());
    pages.put(reference.resolve("conditions.md"), reasons.conditions());
    pages.put(reference.resolve("metrics.md"), ProcessPages.metrics());
    pages.put(reference.resolve("configuration.md"), ProcessPages.configuration());
    pages.put(reference.resolve("fields.md"), FieldsPage.text());
    Path readme = ROOT.resolve("README.md");
    Matcher picture = PICTURE.matcher(Files.readString(readme, UTF_8));
    assertThat(picture.find()).as("README.md has a place for the picture of the run").isTrue();
    pages.put(readme, picture.replaceFirst(Matcher.quoteReplacement(run.picture())));
    return pages;
  }

  static Iterable<Map.Entry<Path, String>> files() throws IOException {
    return pages().entrySet();
  }

  @ParameterizedTest
  @MethodSource("files")
  void theCommittedPageIsTheGeneratedOne(Map.Entry<Path, String> page) throws IOException {
    if (System.getProperty("reference.update") != null) {
      Files.createDirectories(page.getKey().getParent());
      Files.writeString(page.getKey(), page.getValue(), UTF_8);
    }

    assertThat(page.getKey()).as("to write it, run: %s", UPDATE).exists();
    assertThat(Files.readString(page.getKey(), UTF_8))
        .as("%s differs from the code; to update it, run: %s", page.getKey(), UPDATE)
        .isEqualTo(page.getValue());
  }

  @ParameterizedTest
  @CsvSource({
    "'\n   * Set {@code spec.suspend}\n   * to false. ', Set `spec.suspend` to false.",
    "See {@link Reason#text()}., See `Reason.text()`.",
    "Plain., Plain."
  })
  void javadocBecomesMarkdown(String javadoc, String markdown) {
    assertThat(SourceDoc.markdown(javadoc)).isEqualTo(markdown);
  }

  @Test
  void thePictureShowsEachStepOnce() {
    String picture = new RunPages().picture();

    assertThat(picture.lines().mapToInt(String::length).filter(length -> length > 78)).isEmpty();
    assertThat(picture.split("AllowEnterprise", -1)).hasSize(2);
  }
}
