package io.questdb.migration.lab.enterprise;

import io.questdb.Bootstrap;
import io.questdb.PropBootstrapConfiguration;
import io.questdb.ServerConfiguration;
import io.questdb.ServerMain;
import io.questdb.cairo.CairoEngine;
import io.questdb.log.LogFactory;
import io.questdb.migration.lab.enterprise.ReplicationStore.ReplicationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;

/**
 * QuestDB Enterprise as far as its documentation describes it from outside, on the open-source
 * engine: edition, TLS, access control, replication ownership and the configuration keys. Started
 * as the server is, {@code -d ROOT [-f]} and {@code QDB_*}, but leaner:
 *
 * <pre>java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -cp questdb.jar:CLASSES
 *     io.questdb.migration.lab.enterprise.EnterpriseServer -d ROOT</pre>
 *
 * Exit codes are the server's: 55 if it cannot start (the reason is on stderr), 143 after SIGTERM;
 * 56 when another primary has taken its object store. The volume is marked with {@link #MARK}.
 */
public final class EnterpriseServer {
  /**
   * Below {@code db/}: Enterprise has opened this volume. Open source must not be started on it any
   * more (questdb docs: Enterprise's first start modifies table metadata).
   */
  public static final String MARK = ".enterprise";

  private static final int CANNOT_START = 55;
  private static final int OUSTED = 56;

  private EnterpriseServer() {}

  public static void main(String[] args) {
    try {
      start(args);
    } catch (ReplicationException e) {
      end(e.getMessage());
    } catch (Bootstrap.BootstrapException e) {
      if (e.isSilentStacktrace()) {
        end(e.getMessage());
      }
      fail(e);
    } catch (Throwable e) {
      fail(e);
    }
  }

  private static void start(String[] args) throws IOException, ReplicationException {
    ServerMain server = new ServerMain(new EnterpriseBootstrap(args));
    EnterpriseConfiguration configuration = (EnterpriseConfiguration) server.getConfiguration();
    EnterpriseEngine engine = (EnterpriseEngine) server.getEngine();
    Path dbRoot = Path.of(engine.getConfiguration().getDbRoot());
    Optional<Path> storeRoot = configuration.fileSystemStore();
    Optional<ReplicationStore> store = Optional.empty();
    if (storeRoot.isPresent()) {
      String dataId = new UUID(engine.getDataID().getHi(), engine.getDataID().getLo()).toString();
      store = Optional.of(ReplicationStore.claim(storeRoot.get(), dbRoot.getParent(), dataId));
    }
    // Before the first answer: a volume that has served as Enterprise is never without its mark.
    Files.write(dbRoot.resolve(MARK), new byte[0]);
    server.start(true);
    if (configuration.primary()) {
      engine.become(new PrimaryRole(engine, store, EnterpriseServer::ousted));
    }
    engine.fronts().start();
  }

  /** Exits from another thread: the shutdown waits for the one that calls this. */
  private static void ousted(ReplicationException reason) {
    System.err.println(reason.getMessage());
    new Thread(() -> System.exit(OUSTED), "ousted").start();
  }

  private static void end(String message) {
    System.err.println(message);
    LogFactory.closeInstance();
    System.exit(CANNOT_START);
  }

  private static void fail(Throwable failure) {
    failure.printStackTrace();
    LogFactory.closeInstance();
    System.exit(CANNOT_START);
  }

  private static final class EnterpriseBootstrap extends Bootstrap {
    EnterpriseBootstrap(String... args) {
      super(new EnterpriseBootstrapConfiguration(), args);
    }

    @Override
    public CairoEngine newCairoEngine() {
      EnterpriseConfiguration configuration = (EnterpriseConfiguration) getConfiguration();
      try {
        return new EnterpriseEngine(configuration, TlsFronts.bind(configuration.listeners()));
      } catch (IOException | GeneralSecurityException e) {
        throw new BootstrapException(e);
      }
    }
  }

  /** Leaves the web console out, which costs start-up time and is nobody's subject here. */
  private static final class EnterpriseBootstrapConfiguration extends PropBootstrapConfiguration {
    @Override
    public ServerConfiguration getServerConfiguration(Bootstrap bootstrap) throws Exception {
      return EnterpriseConfiguration.read(bootstrap, getEnv());
    }

    @Override
    public boolean useSite() {
      return false;
    }
  }
}
