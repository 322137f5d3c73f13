package io.questdb.migration.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealDigest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  void theSealIsTakenWhenTheServerLetsGoAndNoOtherServerStarts() throws Exception {
    int port = freePort();
    try (QuestDbProcess server = QuestDbProcess.start(root, temp.resolve("server.log"));
        ChildProcess attend = volume("--ready-host=127.0.0.1", "--ready-port=" + port)) {
      // Given a server with a table, and the command that waits beside it
      server.sql("create table t (ts timestamp, v long) timestamp(ts) partition by day wal");
      server.sql("insert into t values ('2026-01-01', 1), ('2026-01-02', 2)");
      await().until(() -> answers(port) && attend.awaitsLock());
      assertThat(answers(port)).as("probed again").isTrue();
      assertThat(SealLines.digest(attend.log())).isEmpty();

      // When the server is stopped
      server.stop();

      // Then the seal and its digest are written
      await().until(() -> SealLines.digest(attend.log()).isPresent());
      SealDigest digest = SealLines.digest(attend.log()).get();
      Seal seal = SealLines.read(attend.log());
      assertThat(seal.tables()).singleElement().extracting("name", "rows").contains("t", 2L);
      assertThat(digest).isEqualTo(new SealDigest(SealLines.sha256(seal), 1, false));

      // And a server that is started all the same ends
      try (QuestDbProcess fenced = QuestDbProcess.launch(root, temp.resolve("fenced.log"))) {
        assertThat(fenced.process().exitCode()).isEqualTo(55);
        assertThat(fenced.process().log()).contains("cannot lock table name registry file");
      }
      assertThat(attend.isAlive()).isTrue();
      attend.terminate();
      assertThat(attend.exitCode()).isZero();
    }
    // And when the command has ended, servers start again
    try (QuestDbProcess server = QuestDbProcess.start(root, temp.resolve("last.log"))) {
      assertThat(server.stop()).isEqualTo(143);
    }
  }

  @Test
  void aWaitingCommandEndsAtOnceWhenTold() throws Exception {
    // Given one that holds the lock, and one that waits
    GoldenRoot.unpack(root);
    try (ChildProcess holder = volume()) {
      await().until(() -> SealLines.digest(holder.log()).isPresent());
      try (ChildProcess attend = volume()) {
        await().until(attend::awaitsLock);

        // When it is told to end
        attend.terminate();

        // Then it does, while the lock is still held
        assertThat(attend.exitCode()).isZero();
        assertThat(attend.log()).doesNotContain("{");
        assertThat(holder.isAlive()).isTrue();
      }
    }
  }

  @Test
  void theSealIsTheSameInAContainersBareLocale() throws Exception {
    GoldenRoot.unpack(root);
    try (ChildProcess attend = volume()) {
      await().until(() -> SealLines.digest(attend.log()).isPresent());
      assertThat(attend.log()).startsWith(Files.readString(GoldenRoot.LINES) + "sealed {");
    }
  }

  private ChildProcess volume(String... arguments) {
    List<String> all = new ArrayList<>(List.of("attend", "--root=" + root));
    all.add("--termination-message=" + temp.resolve("message"));
    all.addAll(List.of(arguments));
    return ChildProcess.volume(
        temp.resolve(System.nanoTime() + ".log"), all.toArray(String[]::new));
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
