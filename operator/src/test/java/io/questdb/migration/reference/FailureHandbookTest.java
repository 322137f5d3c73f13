package io.questdb.migration.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever searches the handbook for a reason finds what to do. */
class FailureHandbookTest {
  private static final Path PAGE = Path.of("..", "docs", "handbook", "02-it-failed-what-now.md");
  private static final Pattern ENTRY = Pattern.compile("(?m)^### (\\w+)$");

  @Test
  void everyReasonThatCanStopARunHasExactlyOneEntryAndNoEntryIsOfAnotherWord() throws IOException {
    // Given
    List<String> stopping =
        Arrays.stream(Reason.values())
            .filter(reason -> !ReasonPages.PROGRESS.contains(reason))
            .map(Reason::text)
            .toList();

    // When
    List<String> entries =
        ENTRY
            .matcher(Files.readString(PAGE, UTF_8))
            .results()
            .map(heading -> heading.group(1))
            .toList();

    // Then
    assertThat(entries).containsExactlyInAnyOrderElementsOf(stopping);
  }
}
