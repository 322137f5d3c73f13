package io.questdb.migration.ports;

/**
 * The only failures that an adapter may raise. Messages name the object and never carry a secret;
 * nothing branches on them.
 */
public sealed class PortException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private PortException(String message, Throwable cause) {
    super(message, cause);
  }

  /** No answer, or one that says "later": nothing is known about the object. */
  public static final class Unavailable extends PortException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }

    public Unavailable(String message) {
      super(message, null);
    }
  }

  /** The answer was no, and the same request will be refused again. */
  public static final class Rejected extends PortException {
    private static final long serialVersionUID = 1L;

    public Rejected(String message, Throwable cause) {
      super(message, cause);
    }

    public Rejected(String message) {
      super(message, null);
    }
  }

  /** The object is not what the request said it was: look again. */
  public static final class Conflict extends PortException {
    private static final long serialVersionUID = 1L;

    public Conflict(String message, Throwable cause) {
      super(message, cause);
    }

    public Conflict(String message) {
      super(message, null);
    }
  }
}
