package io.questdb.migration.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.questdb.migration.facts.VolumeInspection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What inspect says of a volume, and what a command says that cannot answer. */
class InspectTest {
  @TempDir private Path temp;
  private VolumeRun run;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    run = new VolumeRun(temp);
    root = GoldenRoot.unpack(Files.createDirectory(temp.resolve("root")));
  }

  @Test
  void aHealthyRootIsReportedInWords() throws Exception {
    JsonNode answer = inspect();

    assertThat(answer.get("installRoot").asBoolean()).isTrue();
    assertThat(answer.get("checkpointDb").asBoolean()).isFalse();
    assertThat(answer.get("triggers")).isEmpty();
    assertThat(answer.get("freeBytes").asLong()).isPositive();
    assertThat(answer.at("/db/uid").asInt()).isEqualTo(Files.getAttribute(root, "unix:uid"));
    assertThat(answer.at("/conf/mode").asText()).matches("[0-7]{3,4}");
    assertThat(answer.get("confWritable").asBoolean()).isTrue();
    assertThat(answer.at("/serverConf/present").asBoolean()).isFalse();
    assertThat(answer.get("tables").asInt()).isEqualTo(11);
    assertThat(answer.at("/unsealable/count").asInt()).isZero();
    assertThat(Json.MAPPER.treeToValue(answer, VolumeInspection.class).tables()).isEqualTo(11);
  }

  @Test
  void aTroubledRootIsReportedWithItsTroubles() throws Exception {
    Files.createDirectories(root.resolve(".checkpoint/db"));
    Files.createFile(root.resolve("_restore"));
    Files.createFile(root.resolve("_migrate_primary"));
    Files.createFile(root.resolve("db/plain/_convert"));
    Files.createSymbolicLink(root.resolve("db/far~99"), temp.resolve("unmounted"));

    JsonNode answer = inspect();

    assertThat(answer.get("checkpointDb").asBoolean()).isTrue();
    assertThat(answer.get("triggers"))
        .extracting(JsonNode::asText)
        .containsExactly("_restore", "_migrate_primary");
    assertThat(answer.at("/pendingConvert/first/0").asText()).isEqualTo("plain");
    assertThat(answer.at("/symlinkedTables/first/0").asText()).isEqualTo("far~99");
    assertThat(answer.at("/unsealable/first/0").asText()).isEqualTo("far~99");
    assertThat(answer.get("tables").asInt()).isEqualTo(12);
  }

  @Test
  void ofServerConfOnlyAHashIsReported() throws Exception {
    byte[] text =
        "pg.password=quest\nhttp.tls.enabled=maybe\nacl.enabled=1\n"
            .getBytes(StandardCharsets.UTF_8);
    Files.write(root.resolve("conf/server.conf"), text);

    JsonNode conf = inspect().get("serverConf");

    assertThat(conf.get("sha256").asText()).isEqualTo(Sha256.of(text));
    assertThat(run.message()).doesNotContain("pg.password", "quest", "maybe");
  }

  @Test
  void aMalformedServerConfIsReportedAsSuch() throws Exception {
    Files.writeString(root.resolve("conf/server.conf"), "a=\\u12");

    assertThat(inspect().at("/serverConf/wellFormed").asBoolean()).isFalse();
  }

  @Test
  void aVolumeWithoutADatabaseIsNoInstallRoot() throws Exception {
    root = Files.createDirectory(temp.resolve("other"));

    JsonNode answer = inspect();

    assertThat(answer.get("installRoot").asBoolean()).isFalse();
    assertThat(answer.at("/db/uid").asInt()).isEqualTo(-1);
  }

  @Test
  void namesAreCutToFitATerminationMessageAndCounted() throws Exception {
    // Given hundreds of long names in each list, each character six bytes of JSON
    for (int i = 0; i < 200; i++) {
      Path link = root.resolve("db").resolve("\u4e2d".repeat(40) + i);
      Files.createSymbolicLink(link, temp.resolve("unmounted"));
      Path table = Files.createDirectory(root.resolve("db/table_of_a_plant_with_a_name_" + i));
      Files.createFile(table.resolve("_txn"));
      Files.createFile(table.resolve("_convert"));
    }

    JsonNode answer = inspect();

    assertThat(run.message().length()).isLessThan(2048);
    assertThat(answer.at("/symlinkedTables/count").asInt()).isEqualTo(200);
    assertThat(answer.at("/pendingConvert/count").asInt()).isEqualTo(200);
    assertThat(answer.at("/pendingConvert/first")).isNotEmpty();
    assertThat(answer.at("/unsealable/count").asInt()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"r-xr-xr-x, false", "rwxr-xr-x, true", "-wxrwxrwx, true", "rw-rwxrwx, false"})
  void whetherTheOwnerMayWriteConfIsReadFromItsMode(String permissions, boolean writable)
      throws Exception {
    // As root everything is writable: the owner is changed where that is possible.
    if (Files.getAttribute(root, "unix:uid").equals(0)) {
      Files.setAttribute(root.resolve("db"), "unix:uid", 10001);
      Files.setAttribute(root.resolve("conf"), "unix:uid", 10001);
    }
    Files.setPosixFilePermissions(
        root.resolve("conf"), PosixFilePermissions.fromString(permissions));

    assertThat(inspect().get("confWritable").asBoolean()).isEqualTo(writable);

    Files.setPosixFilePermissions(
        root.resolve("conf"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({
    "inspect, '', 2, BadArguments",
    "inspect, --root, 2, BadArguments",
    "inspect, --root=/nowhere, 1, NotFound",
    "inspect, --root=/tmp;--root=/tmp, 2, BadArguments",
    "inspect, --root=/tmp;--colour=red, 2, BadArguments",
    "stage-conf, --root=/tmp, 2, BadArguments",
    "attend, --root=/tmp;--ready-port=70000, 2, BadArguments",
    "attend, --root=/proc, 1, NotFound",
    "dance, '', 2, BadArguments"
  })
  void whatCannotBeAnsweredIsAnErrorWithAReason(
      String command, String arguments, int code, String reason) throws Exception {
    String[] all = arguments.isEmpty() ? new String[0] : arguments.split(";");

    assertThat(run.run(command, all)).isEqualTo(code);

    assertThat(run.answer().get("error").asText()).isEqualTo(reason);
    assertThat(run.output()).contains(reason);
  }

  @Test
  void aTriggerFileStopsTheSeal() throws Exception {
    Files.createFile(root.resolve("_restore"));

    assertThat(run.run("attend", "--root=" + root)).isEqualTo(1);

    assertThat(run.answer().get("error").asText()).isEqualTo("TriggerFilePresent");
    assertThat(run.answer().get("path").asText()).endsWith("_restore");
  }

  @Test
  void anUnknownFormatStopsTheSeal() throws Exception {
    Files.createSymbolicLink(root.resolve("db/far~99"), temp.resolve("unmounted"));

    assertThat(run.run("attend", "--root=" + root)).isEqualTo(1);

    assertThat(run.message()).contains("\"error\":\"UnknownFormat\"", "db/far~99");
    assertThat(run.output().lines()).hasSize(1);
  }

  @Test
  void withoutTheLocksFileNothingIsCreated() throws Exception {
    Files.delete(root.resolve("db/tables.d.lock"));

    assertThat(run.run("attend", "--root=" + root)).isEqualTo(1);

    assertThat(run.answer().get("error").asText()).isEqualTo("NotFound");
    assertThat(root.resolve("db/tables.d.lock")).doesNotExist();
  }

  private JsonNode inspect() throws IOException {
    assertThat(run.run("inspect", "--root=" + root)).as(run.output()).isZero();
    return run.answer();
  }
}
