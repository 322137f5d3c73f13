package io.questdb.migration.facts;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/**
 * A claim and the volume that it is bound to.
 *
 * @param volume empty while the claim is not bound
 */
public record Claim(PersistentVolumeClaim claim, Optional<PersistentVolume> volume) {}
