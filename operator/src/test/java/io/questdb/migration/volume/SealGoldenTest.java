package io.questdb.migration.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.facts.SealDigest;
import io.questdb.migration.volume.SealReading.Cause;
import io.questdb.migration.volume.SealReading.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The seal of files that QuestDB 9.3.4 wrote, and of the same files damaged. */
class SealGoldenTest {
  private static final Set<String> NEEDED =
      Set.of("_txn", "_meta", "_name", "_mv", "_view", "_txnlog", "tables.d.0");

  @TempDir private Path temp;
  private Path db;

  @BeforeEach
  void unpackGoldenFiles() throws IOException {
    db = GoldenRoot.unpack(temp).resolve("db");
  }

  @Test
  void theGoldenFilesGiveTheGoldenLines() throws Exception {
    SealReading.Complete complete = (SealReading.Complete) SealReader.read(db);

    String lines = SealLines.write(complete.seal());
    assertThat(lines).isEqualTo(Files.readString(GoldenRoot.LINES));
    assertThat(SealLines.read("WARNING: a runtime's\n" + lines + "\n")).isEqualTo(complete.seal());
    assertThat(SealLines.sha256(complete.seal())).isEqualTo(Sha256.of(lines));
    SealDigest digest = new SealDigest(Sha256.of(lines), complete.seal().tables().size(), false);
    String log = "WARNING: a runtime's\n" + lines + SealLines.end(digest);
    assertThat(SealLines.digest(log)).contains(digest);
    assertThat(SealLines.digest(SealLines.end(digest))).contains(digest);
    assertThat(SealLines.digest(log.substring(0, log.length() - 1))).as("being written").isEmpty();
    assertThat(SealLines.digest(lines)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "trades, _meta, 12, 427, UnknownVersion",
    "trades, txn_seq/_txnlog, 0, 2, UnknownVersion",
    "trades, txn_seq/_txnlog, 4, 0, Malformed",
    "plain, _txn, 8, 1, Malformed",
    "plain, _txn, 32, 1, Malformed",
    "trades, _txn, 8, 999999, Malformed",
    "trades, _txn, 32, 999999, Malformed"
  })
  void aNumberThatCannotBeIsRefusedNotGuessed(
      String table, String file, int offset, int value, Cause cause) throws Exception {
    // Both record offsets of _txn are damaged, whichever is valid.
    Path directory = directory(table);
    put(directory.resolve(file), offset, value);
    if (file.equals("_txn")) {
      put(directory.resolve(file), offset == 8 ? 32 : 8, value);
    }

    assertThat(refusals()).containsExactly(refusal(directory, cause));
  }

  @ParameterizedTest
  @ValueSource(strings = {"_meta", "txn_seq/_txnlog"})
  void aMissingFileIsRefused(String file) throws Exception {
    Path directory = directory("trades");
    Files.delete(directory.resolve(file));

    assertThat(refusals()).containsExactly(refusal(directory, Cause.Missing));
  }

  @ParameterizedTest
  @ValueSource(strings = {"_txn", "_meta", "txn_seq/_txnlog"})
  void aTruncatedFileIsRefused(String file) throws Exception {
    Path directory = directory("trades");
    try (FileChannel channel =
        FileChannel.open(directory.resolve(file), StandardOpenOption.WRITE)) {
      channel.truncate(9);
    }

    assertThat(refusals()).containsExactly(refusal(directory, Cause.Malformed));
  }

  @ParameterizedTest
  @CsvSource({"0, 7", "0, 2000000000", "8, 5", "12, 2000000000"})
  void aRegistryThatIsNotUnderstoodIsRefused(int offset, int value) throws Exception {
    put(db.resolve("tables.d.0"), offset, value);

    assertThat(refusals()).containsExactly(new Refusal("tables.d", Cause.Malformed));
  }

  @Test
  void withoutARegistryThereIsNoSeal() throws Exception {
    Files.delete(db.resolve("tables.d.0"));

    assertThat(refusals()).containsExactly(new Refusal("tables.d", Cause.Missing));
  }

  @Test
  void theNewestRegistryCounts() throws Exception {
    // Given an older registry that makes no sense
    Files.move(db.resolve("tables.d.0"), db.resolve("tables.d.10"));
    Files.writeString(db.resolve("tables.d.9"), "no registry");
    Files.writeString(db.resolve("tables.d.lock"), "");

    assertThat(SealReader.read(db)).isInstanceOf(SealReading.Complete.class);
  }

  @Test
  void aLinkedTableIsReadAndALinkToNowhereIsRefused() throws Exception {
    Path directory = directory("trades");
    Path elsewhere = temp.resolve("elsewhere");
    Files.move(directory, elsewhere);
    Files.createSymbolicLink(directory, elsewhere);
    assertThat(SealReader.read(db)).isInstanceOf(SealReading.Complete.class);

    Files.move(elsewhere, temp.resolve("unmounted"));
    assertThat(refusals()).containsExactly(refusal(directory, Cause.DanglingLink));
  }

  @Test
  void aDroppedTableWhoseFilesLingerIsLeftOut() throws Exception {
    // Given files of the dropped table "gone" that the server has not purged yet
    SealReading before = SealReader.read(db);
    GoldenRoot.copy(directory("trades"), db.resolve("gone~" + droppedId()), file -> true);

    assertThat(SealReader.read(db)).isEqualTo(before);
  }

  @Test
  void twoDirectoriesWithOneNameAreRefused() throws Exception {
    GoldenRoot.copy(directory("plain"), db.resolve("copy_of_plain~"), file -> true);

    assertThat(refusals()).extracting(Refusal::cause).containsExactly(Cause.DuplicateName);
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = "true")
  void theGoldenFilesAreMadeByTheRealServer() throws Exception {
    Path root = Files.createDirectory(temp.resolve("root"));
    try (QuestDbProcess server = QuestDbProcess.start(root, temp.resolve("server.log"))) {
      for (String statement : SealOfRealServerTest.STATEMENTS) {
        server.sql(statement);
      }
      SealOfRealServerTest.awaitDrained(server);
      server.stop();
    }
    Files.delete(GoldenRoot.ZIP);
    try (FileSystem zip = FileSystems.newFileSystem(GoldenRoot.ZIP, Map.of("create", "true"))) {
      GoldenRoot.copy(root.resolve("db"), zip.getPath("/"), SealGoldenTest::isNeeded);
    }
    SealReading.Complete complete = (SealReading.Complete) SealReader.read(root.resolve("db"));
    Files.writeString(GoldenRoot.LINES, SealLines.write(complete.seal()));
  }

  private static boolean isNeeded(Path file) {
    boolean writeAheadLog = file.getParent().getParent().getFileName().toString().startsWith("wal");
    return NEEDED.contains(file.getFileName().toString()) && !writeAheadLog;
  }

  private List<Refusal> refusals() throws IOException {
    return ((SealReading.Unsupported) SealReader.read(db)).refusals();
  }

  private static Refusal refusal(Path directory, Cause cause) {
    return new Refusal(directory.getFileName().toString(), cause);
  }

  private Path directory(String table) throws IOException {
    try (Stream<Path> children = Files.list(db)) {
      return children
          .filter(child -> child.getFileName().toString().replaceFirst("~.*", "").equals(table))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The registry has the dropped table's directory as UTF-16. */
  private String droppedId() throws IOException {
    byte[] registry = Files.readAllBytes(db.resolve("tables.d.0"));
    Matcher matcher =
        Pattern.compile("gone~(\\d+)").matcher(new String(registry, StandardCharsets.UTF_16LE));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static void put(Path file, int offset, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(bytes, offset);
    }
  }
}
