package io.questdb.migration.lab.enterprise;

import io.questdb.ConfigPropertyKey;
import io.questdb.ServerMain;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A configuration key that only Enterprise knows, with its default (questdb docs: configuration
 * reference). {@link #KNOWN} lists all of them; those without a constant are accepted and shown but
 * have no effect here.
 */
record EnterpriseKey(String path, String defaultValue, boolean isSensitive)
    implements ConfigPropertyKey {
  static final EnterpriseKey ACL_ENABLED = plain("acl.enabled", "true");
  static final EnterpriseKey ADMIN_USER = plain("acl.admin.user", "admin");
  static final EnterpriseKey ADMIN_PASSWORD =
      new EnterpriseKey("acl.admin.password", "quest", true);
  static final EnterpriseKey ADMIN_ENABLED = plain("acl.admin.user.enabled", "true");
  static final EnterpriseKey HASH_ITERATIONS = plain("acl.password.hash.iteration.count", "100000");
  static final EnterpriseKey LINE_TCP_ACL = plain("line.tcp.acl.enabled", "true");
  static final EnterpriseKey ROLE = plain("replication.role", "none");
  static final EnterpriseKey OBJECT_STORE = new EnterpriseKey("replication.object.store", "", true);

  /** The scopes of the TLS keys: all listeners, then one each. */
  static final String TLS_GLOBAL = "tls";

  static final String TLS_HTTP = "http.tls";
  static final String TLS_HTTP_MIN = "http.min.tls";
  static final String TLS_PG = "pg.tls";
  static final String TLS_LINE_TCP = "line.tcp.tls";

  private static final String WITHOUT_EFFECT =
      """
      acl.basic.auth.realm.enabled=false
      acl.entity.name.max.length=255
      acl.oidc.audience=
      acl.oidc.authorization.endpoint=
      acl.oidc.cache.ttl=30000
      acl.oidc.client.id=
      acl.oidc.configuration.url=
      acl.oidc.enabled=false
      acl.oidc.groups.claim=
      acl.oidc.groups.encoded.in.token=false
      acl.oidc.host=
      acl.oidc.http.timeout=30000
      acl.oidc.pg.token.as.password.enabled=false
      acl.oidc.pkce.enabled=true
      acl.oidc.pkce.required=true
      acl.oidc.port=443
      acl.oidc.public.keys.endpoint=
      acl.oidc.public.keys.expiry=
      acl.oidc.redirect.uri=
      acl.oidc.ropc.flow.enabled=false
      acl.oidc.scope=openid
      acl.oidc.state.required=
      acl.oidc.sub.claim=sub
      acl.oidc.tls.enabled=true
      acl.oidc.tls.keystore.password=
      acl.oidc.tls.keystore.path=
      acl.oidc.tls.validation.enabled=true
      acl.oidc.token.endpoint=
      acl.oidc.userinfo.endpoint=
      acl.rest.token.refresh.threshold=10
      backup.cleanup.keep.latest.n=5
      backup.compression.level=5
      backup.compression.threads=
      backup.enable.partition.hashes=false
      backup.enabled=false
      backup.object.store=
      backup.schedule.cron=
      backup.schedule.tz=UTC
      backup.verify.partition.hashes=false
      checkpoint.history.enabled=true
      checkpoint.history.keep.count=100
      checkpoint.history.long.retry.interval=1m
      cold.storage.object.store=
      native.async.io.threads=
      native.max.blocking.threads=
      replication.metrics.dropped.table.poll.count=10
      replication.metrics.per.table=true
      replication.primary.checksum=
      replication.primary.cleaner.backup.window.count=5
      replication.primary.cleaner.checkpoint.source=true
      replication.primary.cleaner.delete.concurrency=
      replication.primary.cleaner.dropped.table.cooloff=1h
      replication.primary.cleaner.enabled=true
      replication.primary.cleaner.interval=10m
      replication.primary.cleaner.max.requests.per.second=
      replication.primary.cleaner.progress.write.interval=5s
      replication.primary.cleaner.retry.attempts=20
      replication.primary.cleaner.retry.interval=2s
      replication.primary.compression.level=1
      replication.primary.compression.threads=
      replication.primary.keepalive.interval=10s
      replication.primary.sequencer.part.txn.count=5000
      replication.primary.throttle.window.duration=10000
      replication.primary.upload.truncated=true
      replication.replica.poll.interval=1000
      replication.requests.base.timeout=10s
      replication.requests.buffer.size=32768
      replication.requests.max.batch.size.fast=64
      replication.requests.max.batch.size.slow=2
      replication.requests.max.concurrent=0
      replication.requests.min.throughput=262144
      replication.requests.retry.attempts=3
      replication.requests.retry.interval=200
      replication.summary.interval=1m
      tls.demo.mode=false
      """;

  /** Every Enterprise key by its path. */
  static final Map<String, EnterpriseKey> KNOWN =
      Stream.of(
              Stream.of(ACL_ENABLED, ADMIN_USER, ADMIN_PASSWORD, ADMIN_ENABLED),
              Stream.of(HASH_ITERATIONS, LINE_TCP_ACL, ROLE, OBJECT_STORE),
              Stream.of(TLS_GLOBAL, TLS_HTTP, TLS_HTTP_MIN, TLS_PG, TLS_LINE_TCP)
                  .flatMap(scope -> Stream.of(tlsEnabled(scope), tlsCert(scope), tlsKey(scope))),
              WITHOUT_EFFECT.lines().map(EnterpriseKey::fromLine))
          .flatMap(Function.identity())
          .collect(Collectors.toUnmodifiableMap(EnterpriseKey::path, Function.identity()));

  static EnterpriseKey tlsEnabled(String scope) {
    return plain(scope + ".enabled", scope.equals(TLS_GLOBAL) ? "false" : "");
  }

  static EnterpriseKey tlsCert(String scope) {
    return plain(scope + ".cert.path", "");
  }

  static EnterpriseKey tlsKey(String scope) {
    return plain(scope + ".private.key.path", "");
  }

  @Override
  public String getEnvVarName() {
    return ServerMain.propertyPathToEnvVarName(path);
  }

  @Override
  public String getPropertyPath() {
    return path;
  }

  @Override
  public boolean isDebug() {
    return false;
  }

  private static EnterpriseKey plain(String path, String defaultValue) {
    return new EnterpriseKey(path, defaultValue, false);
  }

  private static EnterpriseKey fromLine(String line) {
    String path = line.substring(0, line.indexOf('='));
    boolean sensitive = path.endsWith(".object.store") || path.endsWith(".password");
    return new EnterpriseKey(path, line.substring(path.length() + 1), sensitive);
  }
}
