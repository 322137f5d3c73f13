package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.questdb.migration.ports.PortException;
import java.util.Optional;

/**
 * What an answer of the API server means, by HTTP code and verb; never by its message.
 *
 * <p>A JSON Patch whose {@code test} fails is answered with 422 like an invalid object, but only
 * the latter names fields in {@code details.causes} (kube-apiserver: generic server response,
 * {@code NewInvalid}).
 */
final class ErrorTranslation {

  /** What was asked of the server. */
  enum Verb {
    READ("read"),
    CREATE("create"),
    UPDATE("update"),
    PATCH("patch"),
    DELETE("delete");

    private final String word;

    Verb(String word) {
      this.word = word;
    }
  }

  private enum Meaning {
    /** Nothing is known: the same request may be answered later. */
    LATER,
    /** The same request will be refused again. */
    NO,
    /** The object is not what the request took it for. */
    LOOK_AGAIN
  }

  private ErrorTranslation() {}

  /**
   * @param what kind and name of the object
   * @param shown whether the server's message may be repeated; not where the request carried a
   *     secret, because a server may quote what it could not decode
   */
  static PortException translate(
      Verb verb, String what, boolean shown, KubernetesClientException failure) {
    String message = "Could not " + verb.word + " " + what + ": " + describe(failure, shown);
    Throwable cause = shown ? failure : null;
    return switch (meaning(verb, failure)) {
      case LATER -> new PortException.Unavailable(message, cause);
      case NO -> new PortException.Rejected(message, cause);
      case LOOK_AGAIN -> new PortException.Conflict(message, cause);
    };
  }

  /** Whether the server looked at the request and refused it, as a dry run wants to know. */
  static boolean isRefusal(Verb verb, KubernetesClientException failure) {
    return meaning(verb, failure) != Meaning.LATER;
  }

  /** The server's own words. */
  static String words(KubernetesClientException failure) {
    return describe(failure, true);
  }

  private static Meaning meaning(Verb verb, KubernetesClientException failure) {
    int code = failure.getCode();
    if (verb == Verb.READ) {
      return switch (code) {
        case 403, 422 -> Meaning.NO;
        case 409 -> Meaning.LOOK_AGAIN;
        default -> Meaning.LATER;
      };
    }
    return switch (code) {
      case 400, 403, 405, 406, 413, 415 -> Meaning.NO;
      // A parent that does not exist, or an object that is gone since it was read.
      case 404 -> verb == Verb.CREATE ? Meaning.NO : Meaning.LOOK_AGAIN;
      case 409, 412 -> Meaning.LOOK_AGAIN;
      case 422 -> verb == Verb.PATCH && !namesFields(failure) ? Meaning.LOOK_AGAIN : Meaning.NO;
      default -> Meaning.LATER;
    };
  }

  private static boolean namesFields(KubernetesClientException failure) {
    return Optional.ofNullable(failure.getStatus())
        .map(Status::getDetails)
        .map(StatusDetails::getCauses)
        .filter(causes -> !causes.isEmpty())
        .isPresent();
  }

  private static String describe(KubernetesClientException failure, boolean shown) {
    Status status = failure.getStatus();
    if (status == null) {
      return failure.getCode() > 0
          ? "the API server answered " + failure.getCode()
          : "no answer from the API server"
              + (shown ? " (" + rootOf(failure).getClass().getSimpleName() + ")" : "");
    }
    String reason = status.getReason() == null ? "" : " " + status.getReason();
    String message = shown && status.getMessage() != null ? ": " + status.getMessage() : "";
    return "the API server answered " + failure.getCode() + reason + message;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
