package io.questdb.migration.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealedTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class SealLinesTest {
  /** As many as the rehearsal of the volume accepts. */
  private static final int MOST_TABLES = 10_000;

  private static final int MOST_LOG = 16 << 20;
  private static final int HALF_A_SECRET = 1 << 19;

  @Test
  void theSealOfTheMostTablesFitsTheLogAndHalfASecret() throws IOException {
    // Given
    Random random = new Random(1);
    Seal seal =
        new Seal(
            IntStream.range(0, MOST_TABLES)
                .mapToObj(table -> table("measurements_of_plant_" + table, random))
                .toList());

    // When
    byte[] lines = SealLines.write(seal).getBytes(StandardCharsets.UTF_8);

    // Then
    assertThat(lines.length).isGreaterThan(1 << 20).isLessThan(MOST_LOG);
    assertThat(packed(lines)).isLessThan(HALF_A_SECRET);
  }

  private static SealedTable table(String name, Random random) {
    long transactions = random.nextInt(1 << 20);
    long first = 1_700_000_000_000_000L + random.nextInt();
    return new SealedTable(
        name,
        name + "~" + random.nextInt(MOST_TABLES),
        true,
        transactions,
        transactions,
        random.nextInt(1 << 30),
        first,
        first + random.nextInt(1 << 30) * 1000L,
        random.nextInt(100),
        false);
  }

  private static int packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.size();
  }
}
