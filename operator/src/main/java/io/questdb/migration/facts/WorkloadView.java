package io.questdb.migration.facts;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A StatefulSet with everything that hangs on it.
 *
 * @param pod its pod, empty when there is none
 * @param claim the data claim of that pod, empty when it has none
 * @param podsOnClaim the pods that mount that claim and have not ended
 * @param services the Services of the namespace
 * @param config what is in {@code server.conf}; empty for a file on the volume, and when object or
 *     key is missing
 * @param environmentSecrets the Secrets whose keys are variables of the container; one that is
 *     missing is left out
 */
public record WorkloadView(
    StatefulSet set,
    Optional<Pod> pod,
    Optional<Claim> claim,
    List<Pod> podsOnClaim,
    List<Service> services,
    Optional<OriginalConfig> config,
    Map<String, SecretFacts> environmentSecrets) {
  public WorkloadView {
    podsOnClaim = List.copyOf(podsOnClaim);
    services = List.copyOf(services);
    environmentSecrets = Map.copyOf(environmentSecrets);
  }
}
