package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.STRATEGIC_PATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.cluster.ControlPlane;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real API server holds a StatefulSet to a ValidatingAdmissionPolicy. */
@Tag("cluster")
@ExtendWith(RealControlPlane.class)
final class AdmissionPolicyTest {
  private static final String NAMESPACE = "policy-" + UUID.randomUUID().toString().substring(0, 8);
  private static final String SETS = "/apis/apps/v1/namespaces/" + NAMESPACE + "/statefulsets";
  private static final String POLICY =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: NAMESPACE}
      spec:
        failurePolicy: Fail
        matchConstraints:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}
          resourceRules:
            - {apiGroups: [apps], apiVersions: [v1], resources: [statefulsets], operations: [UPDATE]}
        matchConditions:
          - name: enterprise
            expression: >-
              has(oldObject.metadata.annotations) &&
              oldObject.metadata.annotations[?'migration.questdb.io/edition'].orValue('') == 'enterprise'
        validations:
          - expression: >-
              object.spec.template.spec.containers[0].image ==
              oldObject.spec.template.spec.containers[0].image
            messageExpression: >-
              'the volume of ' + object.metadata.name + ' was opened by ' +
              oldObject.spec.template.spec.containers[0].image
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: NAMESPACE}
      spec: {policyName: NAMESPACE, validationActions: [Deny]}
      ---
      apiVersion: v1
      kind: Namespace
      metadata: {name: NAMESPACE}
      """
          .replace("NAMESPACE", NAMESPACE);

  private static KubernetesClient client;
  private static RawApi api;

  @BeforeAll
  static void begin(ControlPlane controlPlane) {
    client = controlPlane.client();
    api = new RawApi(client);
    client.load(stream()).create();
    create("canary", "'migration.questdb.io/edition': 'enterprise'");
    await("the policy is in effect")
        .atMost(Duration.ofSeconds(30))
        .until(() -> changeImage("canary", "?dryRun=All").code() == 422);
  }

  @AfterAll
  static void end() {
    client.load(stream()).delete();
    client.close();
  }

  @Test
  void anotherImageOfAnAnnotatedSetIsDeniedWithTheMessageOfThePolicy() {
    create("migrated", "'migration.questdb.io/edition': 'enterprise'");
    RawApi.Reply reply = changeImage("migrated", "");
    assertThat(reply.outcome()).isEqualTo("422 Invalid");
    assertThat(reply.text("/message"))
        .contains("denied request: the volume of migrated was opened by example.com/questdb:1");
    assertThat(api.get(SETS + "/migrated").text("/metadata/generation")).isEqualTo("1");
  }

  @Test
  void whatThePolicyDoesNotSpeakOfIsAdmitted() {
    create("migrated-too", "'migration.questdb.io/edition': 'enterprise'");
    create("untouched", "'example.com/other': 'enterprise'");
    assertThat(api.patch(SETS + "/migrated-too", MERGE_PATCH, "{'spec': {'replicas': 1}}").code())
        .isEqualTo(200);
    assertThat(changeImage("untouched", "").code()).isEqualTo(200);
  }

  private static RawApi.Reply changeImage(String name, String query) {
    return api.patch(
        SETS + "/" + name + query,
        STRATEGIC_PATCH,
        """
        {'spec': {'template': {'spec': {'containers': [
          {'name': 'questdb', 'image': 'example.com/questdb:2'}]}}}}
        """);
  }

  private static void create(String name, String annotation) {
    RawApi.Reply reply =
        api.post(
            SETS,
            RawApi.json(
                """
                {'metadata': {'name': 'NAME', 'annotations': {ANNOTATION}},
                 'spec': {'replicas': 0, 'serviceName': 'NAME',
                  'selector': {'matchLabels': {'app': 'NAME'}},
                  'template': {'metadata': {'labels': {'app': 'NAME'}}, 'spec': {
                    'containers': [{'name': 'questdb', 'image': 'example.com/questdb:1'}]}}}}
                """
                    .replace("NAME", name)
                    .replace("ANNOTATION", annotation)));
    assertThat(reply.code()).as(reply.body().toString()).isEqualTo(201);
  }

  private static ByteArrayInputStream stream() {
    return new ByteArrayInputStream(POLICY.getBytes(StandardCharsets.UTF_8));
  }
}
