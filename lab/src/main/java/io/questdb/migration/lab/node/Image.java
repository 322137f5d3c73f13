package io.questdb.migration.lab.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the lab runs an image: a command of this machine instead of a file system.
 *
 * @param reference the whole reference, compared as text
 * @param entrypoint replaced by a container's {@code command}
 * @param arguments replaced by a container's {@code args}
 * @param environment overridden by a container's {@code env}; {@code $(LAB_POD_IP)} is known
 * @param dataDirectory where the program keeps its data; a scratch directory where nothing is
 *     mounted there
 * @param edition which rules of the lab it falls under
 * @param registry the host whose pull secret is needed; empty for a public image
 */
public record Image(
    String reference,
    List<String> entrypoint,
    List<String> arguments,
    Map<String, String> environment,
    Optional<String> dataDirectory,
    Edition edition,
    Optional<String> registry) {

  /** In a word of an entry point: a directory that goes with the container. */
  public static final String SCRATCH = "$(LAB_SCRATCH)";

  /** What an image is to the lab's rule that open source never opens an Enterprise volume. */
  public enum Edition {
    /** QuestDB open source. */
    OPEN_SOURCE,
    /** The stand-in for QuestDB Enterprise. */
    ENTERPRISE,
    /** No database. */
    OTHER
  }

  public Image {
    entrypoint = List.copyOf(entrypoint);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** A program without data of its own. */
  public static Image program(String reference, List<String> entrypoint) {
    return new Image(
        reference,
        entrypoint,
        List.of(),
        Map.of(),
        Optional.empty(),
        Edition.OTHER,
        Optional.empty());
  }

  /** An image that prints a message to stderr and ends: a wrong architecture, a broken build. */
  public static Image failing(String reference, int exitCode, String message) {
    String script = "printf '%s\\n' \"$0\" >&2; exit " + exitCode;
    return program(reference, List.of("sh", "-c", script, message));
  }

  /** The same image under another reference. */
  public Image as(String otherReference) {
    return new Image(
        otherReference, entrypoint, arguments, environment, dataDirectory, edition, registry);
  }

  /** The same image, for which a pull secret of this registry host is needed. */
  public Image inPrivateRegistry(String host) {
    return new Image(
        reference, entrypoint, arguments, environment, dataDirectory, edition, Optional.of(host));
  }

  /** The same image with further variables. */
  public Image with(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    return new Image(reference, entrypoint, arguments, all, dataDirectory, edition, registry);
  }

  /** As a container runtime reports it: repository and digest. */
  public String id() {
    int at = reference.indexOf('@');
    if (at > 0) {
      return reference;
    }
    int tag = reference.lastIndexOf(':');
    String repository = tag > reference.lastIndexOf('/') ? reference.substring(0, tag) : reference;
    return repository + "@sha256:" + sha256(reference);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
