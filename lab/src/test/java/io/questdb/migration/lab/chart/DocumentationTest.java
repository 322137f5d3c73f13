package io.questdb.migration.lab.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is written for people holds together: links lead somewhere, and what the readme shows is the
 * example.
 */
class DocumentationTest {
  private static final Path ROOT = OperatorChart.REPOSITORY;
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(#[^)\\s]+)?\\)");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.+?)```");

  static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> examples = Files.list(ROOT.resolve("examples"));
        Stream<Path> chart = Files.list(OperatorChart.DIRECTORY)) {
      return Stream.of(top, docs, examples, chart)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsToAFileAndAHeadingOfIt(Path page) throws IOException {
    String prose = CODE.matcher(Files.readString(page, UTF_8)).replaceAll("");
    for (MatchResult link : LINK.matcher(prose).results().toList()) {
      Path target =
          link.group(1).isEmpty() ? page : page.getParent().resolve(link.group(1)).normalize();

      assertThat(target).as("%s in %s", link.group(), page).exists();
      if (link.group(2) != null) {
        assertThat(anchors(target)).as("%s in %s", link.group(), page).contains(link.group(2));
      }
    }
  }

  @Test
  void theReadmeShowsTheQuickStart() throws IOException {
    String shown =
        YAML.matcher(Files.readString(ROOT.resolve("README.md"), UTF_8))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    String example = Files.readString(ROOT.resolve("examples/quick-start.yaml"), UTF_8);

    assertThat(shown).isEqualTo(example.replaceAll("(?m)^ *#.*\n", ""));
  }

  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page, UTF_8))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(text -> "#" + text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
