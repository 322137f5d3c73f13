package io.questdb.migration.lab.enterprise;

import io.questdb.log.Log;
import io.questdb.log.LogFactory;
import java.io.Closeable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** The TLS fronts of one server. */
final class TlsFronts implements Closeable {
  private static final Log LOG = LogFactory.getLog(TlsFronts.class);

  private final List<TlsFront> fronts = new ArrayList<>();

  private TlsFronts() {}

  /**
   * Binds every address, so that a busy one fails the start.
   *
   * @throws IOException if an address is taken
   */
  static TlsFronts bind(List<TlsListener> listeners) throws IOException, GeneralSecurityException {
    TlsFronts bound = new TlsFronts();
    try {
      for (TlsListener listener : listeners) {
        bound.fronts.add(TlsFront.bind(listener));
      }
      return bound;
    } catch (IOException | GeneralSecurityException e) {
      bound.close();
      throw e;
    }
  }

  void start() {
    fronts.forEach(TlsFront::start);
  }

  /** questdb docs: {@code reload_tls()} answers whether it worked; why not is in the log. */
  boolean reload() {
    try {
      for (TlsFront front : fronts) {
        front.reload();
      }
      LOG.infoW().$("tls certificates reloaded").$();
      return !fronts.isEmpty();
    } catch (IOException | GeneralSecurityException e) {
      LOG.errorW().$("could not reload tls certificates [error=").$(e).I$();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (TlsFront front : fronts) {
      front.close();
    }
  }
}
