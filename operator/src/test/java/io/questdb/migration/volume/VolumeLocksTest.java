package io.questdb.migration.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.questdb.migration.facts.Seal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that take the server's lock, against the real server. */
class VolumeLocksTest {
  @TempDir private Path temp;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
  }

  @Test
  void theSealIsTakenWhenTheServerLetsGoAndTheFenceFollows() throws Exception {
    Path done = temp.resolve("done");
    Path held = temp.resolve("held");
    try (QuestDbProcess server = QuestDbProcess.start(root, temp.resolve("server.log"));
        ChildProcess fence = volume("fence", "--after=" + done, "--ready-file=" + held);
        ChildProcess attend = volume("attend", "--done-file=" + done)) {
      // Given a server with a table, and the two commands beside it
      server.sql("create table t (ts timestamp, v long) timestamp(ts) partition by day wal");
      server.sql("insert into t values ('2026-01-01', 1), ('2026-01-02', 2)");
      await().until(attend::awaitsLock);

      // When the server is stopped
      server.stop();

      // Then the first answers with the seal, and the second one holds the lock
      assertThat(attend.exitCode()).as(attend.log()).isZero();
      Seal seal = SealLines.read(attend.log());
      assertThat(seal.tables()).singleElement().extracting("name", "rows").contains("t", 2L);
      JsonNode digest = Json.MAPPER.readTree(temp.resolve("attend.message").toFile());
      assertThat(digest.get("sha256").asText()).isEqualTo(SealLines.sha256(seal));
      assertThat(digest.get("tables").asInt()).isEqualTo(1);
      assertThat(digest.get("undrained").asInt()).isZero();
      await().until(() -> Files.exists(held));
      assertThat(temp.resolve("fence.message")).hasContent("{\"held\":true}");
    }
  }

  @Test
  void whileTheFenceHoldsTheLockNoServerStarts() throws Exception {
    // Given a root that a server has used, and a fence on it
    try (QuestDbProcess server = QuestDbProcess.start(root, temp.resolve("first.log"))) {
      server.stop();
    }
    int port = freePort();
    try (ChildProcess fence =
        volume(
            "fence",
            "--ready-file=" + temp.resolve("held"),
            "--ready-host=127.0.0.1",
            "--ready-port=" + port)) {
      await().until(() -> answers(port));
      assertThat(answers(port)).as("probed again").isTrue();

      // When a server is started all the same
      try (QuestDbProcess server = QuestDbProcess.launch(root, temp.resolve("fenced.log"))) {
        // Then it ends
        assertThat(server.process().exitCode()).isEqualTo(55);
        assertThat(server.process().log()).contains("cannot lock table name registry file");
      }

      // And when the fence is lifted, servers start again
      fence.terminate();
      assertThat(fence.exitCode()).isZero();
    }
    try (QuestDbProcess server = QuestDbProcess.start(root, temp.resolve("last.log"))) {
      assertThat(server.stop()).isEqualTo(143);
    }
  }

  @Test
  void waitingCommandsEndAtOnceWhenTold() throws Exception {
    // Given a fence that holds the lock, a second one that waits, and an attendant that waits
    GoldenRoot.unpack(root);
    Path held = temp.resolve("held");
    try (ChildProcess holder = volume("fence", "--ready-file=" + held)) {
      await().until(() -> Files.exists(held));
      try (ChildProcess fence = volume("fence", "--ready-file=" + temp.resolve("never"));
          ChildProcess attend = volume("attend")) {
        await().until(() -> fence.awaitsLock() && attend.awaitsLock());

        // When they are told to end
        fence.terminate();
        attend.terminate();

        // Then they do, while the lock is still held
        assertThat(fence.exitCode()).isZero();
        assertThat(attend.exitCode()).isEqualTo(143);
        assertThat(attend.log()).doesNotContain("{");
        assertThat(temp.resolve("never")).doesNotExist();
        assertThat(holder.isAlive()).isTrue();
      }
    }
  }

  @Test
  void theSealIsTheSameInAContainersBareLocale() throws Exception {
    GoldenRoot.unpack(root);
    try (ChildProcess attend = volume("attend")) {
      assertThat(attend.exitCode()).as(attend.log()).isZero();
      assertThat(attend.log()).isEqualTo(Files.readString(GoldenRoot.LINES));
    }
  }

  private ChildProcess volume(String command, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = command;
    all[1] = "--root=" + root;
    // Two of the same command would write the same message.
    all[2] = "--termination-message=" + temp.resolve(command + ".message");
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return ChildProcess.volume(temp.resolve(command + System.nanoTime() + ".log"), all);
  }

  private static boolean answers(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
