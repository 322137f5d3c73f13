package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.node.Images;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The clusters that the lab can make. */
public enum ClusterKind {
  /** All in this JVM. */
  EMBEDDED("embedded"),
  /** A real control plane; the node and its storage are those of {@link #EMBEDDED}. */
  CONTROL_PLANE("control-plane"),
  /** A real control plane and a real node; only QuestDB Enterprise is a stand-in. */
  NODE("node"),
  /** Whatever {@code $KUBECONFIG} names. */
  EXISTING("existing");

  private static final String PROPERTY = "lab.cluster";

  private final String text;

  ClusterKind(String text) {
    this.text = text;
  }

  /**
   * What the system property {@value #PROPERTY} says, {@link #EMBEDDED} if it says nothing.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ClusterKind chosen() {
    String said = System.getProperty(PROPERTY, EMBEDDED.text);
    return parse(said)
        .orElseThrow(() -> new IllegalArgumentException(PROPERTY + " is not one of " + all()));
  }

  public static Optional<ClusterKind> parse(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }

  /** The names of all kinds, for messages. */
  public static String all() {
    return Arrays.stream(values()).map(ClusterKind::toString).collect(Collectors.joining(", "));
  }

  /**
   * Starts one.
   *
   * @throws UnavailableClusterException if this machine lacks what it needs
   * @throws java.io.UncheckedIOException if it does not come up; the message says why
   */
  public LabCluster start(Images images) {
    return switch (this) {
      case EMBEDDED -> EmbeddedCluster.start(images);
      case CONTROL_PLANE -> ControlPlaneCluster.start(images);
      case NODE -> NodeCluster.start(images);
      case EXISTING -> ExistingCluster.start(images);
    };
  }

  /** As it is written on command lines. */
  @Override
  public String toString() {
    return text;
  }
}
