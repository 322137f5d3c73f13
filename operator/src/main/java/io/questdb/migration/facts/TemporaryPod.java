package io.questdb.migration.facts;

import java.util.Map;
import java.util.Optional;

/**
 * A pod that we made beside the database.
 *
 * @param phase Pending, Running, Succeeded, Failed or Unknown
 * @param containers by name, init containers too
 */
public record TemporaryPod(
    String name,
    String uid,
    String phase,
    boolean terminating,
    boolean ready,
    Map<String, Container> containers) {

  /**
   * One container.
   *
   * @param state waiting, running or terminated
   * @param reason why it waits or ended, for example {@code ErrImagePull}
   * @param message the termination message, or why it waits
   * @param ready whether it runs and its probe has answered
   * @param imageId what was pulled; empty until then
   */
  public record Container(
      String state,
      boolean ready,
      String reason,
      String message,
      Optional<Integer> exitCode,
      String imageId) {

    /** Whether its process is there. */
    public boolean running() {
      return state.equals("running");
    }

    /** Whether it ended well. */
    public boolean succeeded() {
      return exitCode.filter(code -> code == 0).isPresent();
    }

    /** Whether it ended badly. */
    public boolean failed() {
      return exitCode.filter(code -> code != 0).isPresent();
    }
  }

  /** Whether nothing of it runs or will run, however it ended. */
  public boolean over() {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** The container of that name, or empty before the kubelet has seen the pod. */
  public Optional<Container> container(String container) {
    return Optional.ofNullable(containers.get(container));
  }
}
