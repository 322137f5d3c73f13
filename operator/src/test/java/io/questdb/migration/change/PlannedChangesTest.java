package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.facts.PlannedChange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannedChangesTest {

  @Test
  void aPlainMigrationChangesImageConfigurationAndLittleElse() {
    assertThat(lines("plain"))
        .containsExactly(
            "StatefulSet/questdb spec.template.spec.containers[questdb].image:"
                + " questdb/questdb:9.3.4 -> registry.example.com/questdb:3.2.4-enterprise",
            "StatefulSet/questdb spec.template.spec.imagePullSecrets:  -> pull",
            "StatefulSet/questdb spec.template.spec.containers[questdb]"
                + ".volumeMounts[/var/lib/questdb/conf/server.conf]:"
                + "  -> VOLUME server.conf.staged",
            "server.conf acl.enabled:  -> false",
            "server.conf config.validation.strict:  -> true",
            "server.conf http.health.check.authentication.required:  -> false");
  }

  @Test
  void theConfigMapThatIsReplacedIsNamed() {
    assertThat(lines("offline only"))
        .anyMatch(line -> line.endsWith("server.conf]: questdb-conf -> SECRET merged-conf"));
  }

  @Test
  void everySecretIsNamedAndEveryPrincipal() {
    assertThat(lines("everything"))
        .anyMatch(line -> line.endsWith("[/run/questdb-migration/tls]:  -> Secret tls"))
        .anyMatch(line -> line.endsWith("[QDB_ACL_ADMIN_PASSWORD_FILE]:  -> Secret admin"))
        .anyMatch(line -> line.endsWith("[QDB_REPLICATION_OBJECT_STORE_FILE]:  -> Secret store"))
        .contains(
            "server.conf replication.role:  -> primary",
            "server.conf cairo.snapshot.instance.id:  -> one",
            "server.conf http.tls.enabled:  -> true",
            "Database group:  -> analysts",
            "Database user:  -> ana",
            "Database service account:  -> ingest");
  }

  /** What a person gives may be a password. */
  @Test
  void aGivenPropertyIsShownWithoutItsValue() {
    Originals.Variant variant = Originals.variant("plain");
    QuestDBMigrationSpec spec = Defaults.applied(variant.spec());
    spec.setServerConf(Map.of("pg.password", "hunter2"));

    List<PlannedChange> changes = PlannedChanges.of(spec, variant.pin(), Workload.staged(variant));

    assertThat(changes).contains(new PlannedChange("server.conf", "pg.password", "", "(given)"));
    assertThat(changes.toString()).doesNotContain("hunter2");
  }

  private static List<String> lines(String name) {
    Originals.Variant variant = Originals.variant(name);
    return PlannedChanges.of(variant.spec(), variant.pin(), Workload.staged(variant)).stream()
        .map(
            change ->
                change.object() + " " + change.path() + ": " + change.from() + " -> " + change.to())
        .toList();
  }
}
