package io.questdb.migration.lab.apiserver;

import java.util.Optional;

/** Where {@code pods/log} reads from: the kubelet. */
@FunctionalInterface
public interface PodLogs {
  /**
   * @param container empty when the pod has only one
   * @return the whole log, or nothing when there is none such
   */
  Optional<String> read(String namespace, String pod, String container);
}
