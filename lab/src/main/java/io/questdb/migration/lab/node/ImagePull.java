package io.questdb.migration.lab.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds an image for a pod; a private registry asks for a pull secret that names its host. */
final class ImagePull {
  static final String FAILED = "ErrImagePull";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Images images;

  ImagePull(Images images) {
    this.images = images;
  }

  /**
   * @throws NotStartable with reason ErrImagePull
   */
  Image pull(Pod pod, String reference, Projections objects) throws NotStartable {
    Image image =
        images
            .find(reference)
            .orElseThrow(
                () ->
                    new NotStartable(
                        FAILED,
                        "failed to pull and unpack image \"" + reference + "\": not found"));
    Optional<String> host = image.registry();
    if (host.isPresent() && !hasLogin(pod, host.get(), objects)) {
      throw new NotStartable(
          FAILED, "failed to authorize: \"" + reference + "\": 401 Unauthorized");
    }
    return image;
  }

  private static boolean hasLogin(Pod pod, String host, Projections objects) throws NotStartable {
    for (var reference : pod.getSpec().getImagePullSecrets()) {
      byte[] config = objects.secret(reference.getName(), true).get(".dockerconfigjson");
      if (config != null && names(config, host)) {
        return true;
      }
    }
    return false;
  }

  private static boolean names(byte[] config, String host) throws NotStartable {
    try {
      JsonNode json = JSON.readTree(new String(config, StandardCharsets.UTF_8));
      return json.path("auths").has(host);
    } catch (JsonProcessingException e) {
      throw new NotStartable(FAILED, "the pull secret is not JSON");
    }
  }
}
