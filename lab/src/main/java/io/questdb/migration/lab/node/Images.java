package io.questdb.migration.lab.node;

import io.questdb.ServerMain;
import io.questdb.migration.lab.enterprise.EnterpriseServer;
import io.questdb.migration.lab.node.Image.Edition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lab's registry: every image that can be pulled, by its whole reference. Servers are bound to
 * their pod's address at the standard ports by variables, which win over {@code server.conf}.
 */
public final class Images {
  public static final String OPEN_SOURCE = "questdb/questdb:9.3.4";
  public static final String ENTERPRISE = "registry.example.com/questdb:3.2.4-enterprise";
  public static final String OPERATOR = "localhost/questdb-migration-operator:lab";

  private static final String DATA = "/var/lib/questdb";
  private static final List<String> SMALL_JAVA =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");

  private final Map<String, Image> byReference = new ConcurrentHashMap<>();

  /** The real open-source server, the Enterprise stand-in and the operator on this class path. */
  public static Images standard() {
    Images images = new Images();
    images.add(openSource());
    images.add(enterprise());
    images.add(operator(System.getProperty("java.class.path")));
    return images;
  }

  /** Adds or replaces. */
  public void add(Image image) {
    byReference.put(image.reference(), image);
  }

  public void remove(String reference) {
    byReference.remove(reference);
  }

  public Optional<Image> find(String reference) {
    return Optional.ofNullable(byReference.get(reference));
  }

  /** The real server, small enough that several run on two cores. */
  public static Image openSource() {
    List<String> command = server();
    command.addAll(ClassArchive.options());
    command.add(ServerMain.class.getName());
    return new Image(
        OPEN_SOURCE,
        command,
        List.of("-d", DATA),
        smallServer(),
        Optional.of(DATA),
        Edition.OPEN_SOURCE,
        Optional.empty());
  }

  /** The stand-in for QuestDB Enterprise. */
  public static Image enterprise() {
    List<String> command = server();
    command.addAll(ClassArchive.options(EnterpriseServer.class));
    command.add(EnterpriseServer.class.getName());
    return new Image(
        ENTERPRISE,
        command,
        List.of("-d", DATA),
        smallServer(),
        Optional.of(DATA),
        Edition.ENTERPRISE,
        Optional.empty());
  }

  /**
   * The operator's own image, whose arguments choose the sub-command.
   *
   * @param classPath the packaged jar and its libraries, or compiled classes
   */
  public static Image operator(String classPath) {
    List<String> command = java("-Xmx128m");
    command.add(
        "-Dlogback.configurationFile=logback.xml"); // not the one of tests on the class path
    command.addAll(List.of("-cp", classPath, "io.questdb.migration.process.OperatorMain"));
    return Image.program(OPERATOR, command);
  }

  /** A server that is killed leaves its native library in its temporary directory. */
  private static List<String> server() {
    List<String> command = java("-Xmx256m");
    command.add("-Djava.io.tmpdir=" + Image.SCRATCH);
    return command;
  }

  private static List<String> java(String heap) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SMALL_JAVA);
    command.add(heap);
    return command;
  }

  private static Map<String, String> smallServer() {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("QDB_HTTP_NET_BIND_TO", "$(LAB_POD_IP):9000");
    env.put("QDB_HTTP_MIN_NET_BIND_TO", "$(LAB_POD_IP):9003");
    env.put("QDB_PG_NET_BIND_TO", "$(LAB_POD_IP):8812");
    env.put("QDB_LINE_TCP_NET_BIND_TO", "$(LAB_POD_IP):9009");
    env.put("QDB_CAIRO_WRITER_DATA_APPEND_PAGE_SIZE", "128k");
    env.put("QDB_CAIRO_WAL_WRITER_DATA_APPEND_PAGE_SIZE", "128k");
    env.put("QDB_CAIRO_SYSTEM_WRITER_DATA_APPEND_PAGE_SIZE", "64k");
    env.put("QDB_CAIRO_SYSTEM_WAL_WRITER_DATA_APPEND_PAGE_SIZE", "64k");
    env.put("QDB_CAIRO_O3_COLUMN_MEMORY_SIZE", "128k");
    env.put("QDB_CAIRO_SYSTEM_O3_COLUMN_MEMORY_SIZE", "64k");
    env.put("QDB_CAIRO_WRITER_DATA_INDEX_VALUE_APPEND_PAGE_SIZE", "128k");
    env.put("QDB_CAIRO_WRITER_DATA_INDEX_KEY_APPEND_PAGE_SIZE", "64k");
    env.put("QDB_SHARED_NETWORK_WORKER_COUNT", "1");
    env.put("QDB_SHARED_QUERY_WORKER_COUNT", "1");
    env.put("QDB_SHARED_WRITE_WORKER_COUNT", "1");
    env.put("QDB_WAL_APPLY_WORKER_COUNT", "1");
    // Idle threads nap; as it comes, each keeps a processor busy between two writes of a client.
    env.put("QDB_SHARED_WORKER_NAP_THRESHOLD", "10");
    env.put("QDB_WAL_APPLY_WORKER_NAP_THRESHOLD", "10");
    env.put("QDB_LOG_W_STDOUT_LEVEL", "ADVISORY,CRITICAL,ERROR"); // nor a line for each of them
    env.put("QDB_VIEW_COMPILER_WORKER_COUNT", "0");
    env.put("QDB_EXPORT_WORKER_COUNT", "0");
    env.put("QDB_CAIRO_SQL_JIT_MODE", "off");
    env.put("QDB_TELEMETRY_ENABLED", "false");
    return env;
  }
}
