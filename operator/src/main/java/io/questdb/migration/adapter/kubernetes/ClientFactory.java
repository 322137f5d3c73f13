package io.questdb.migration.adapter.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.questdb.migration.change.Labels;
import java.net.URI;
import java.util.Set;

/** Builds the one client of the process. */
public final class ClientFactory {

  /**
   * Repeats of a request that met 429, 5xx or a broken connection. The client's own limit of 10 can
   * hold a thread for 20 seconds; the work queue repeats anyway.
   */
  private static final int REPEATS = 2;

  private ClientFactory() {}

  /**
   * A client that reads objects of newer servers (an unknown field or enum value in a watched
   * object would otherwise stop every informer), gives up early, and names itself in every write.
   *
   * @param config from where the process runs; it is changed, not copied, because a copy would lose
   *     the refresh of the ServiceAccount's token
   * @param version this operator's version, for the user agent
   */
  public static KubernetesClient create(Config config, String version) {
    return create(config, version, new Interceptor() {});
  }

  /**
   * The same.
   *
   * @param onlooker sees every request and its answer
   */
  public static KubernetesClient create(Config config, String version, Interceptor onlooker) {
    config.setUserAgent(Labels.FIELD_MANAGER + "/" + version);
    config.setRequestRetryBackoffLimit(REPEATS);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withHttpClientBuilderConsumer(
            http -> {
              http.addOrReplaceInterceptor("field-manager", new FieldManager());
              http.addOrReplaceInterceptor("onlooker", onlooker);
            })
        .withKubernetesSerialization(new KubernetesSerialization(tolerantMapper(), true))
        .build();
  }

  private static ObjectMapper tolerantMapper() {
    return new ObjectMapper()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);
  }

  /**
   * fabric8 sends its own field manager with PATCH only; POST and PUT would go by the user agent.
   */
  private static final class FieldManager implements Interceptor {
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");
    private static final String PARAMETER = "fieldManager=";

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      String uri = request.uri().toString();
      if (WRITES.contains(request.method()) && !uri.contains(PARAMETER)) {
        builder.uri(
            URI.create(uri + (uri.contains("?") ? "&" : "?") + PARAMETER + Labels.FIELD_MANAGER));
      }
    }
  }
}
