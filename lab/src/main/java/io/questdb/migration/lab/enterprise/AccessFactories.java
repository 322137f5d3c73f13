package io.questdb.migration.lab.enterprise;

import io.questdb.FactoryProvider;
import io.questdb.FactoryProviderImpl;
import io.questdb.ServerConfiguration;
import io.questdb.cairo.SecurityContext;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.security.SecurityContextFactory;
import io.questdb.cutlass.auth.EllipticCurveAuthenticatorFactory;
import io.questdb.cutlass.auth.LineAuthenticatorFactory;
import io.questdb.cutlass.http.HttpAuthenticatorFactory;
import io.questdb.cutlass.line.tcp.StaticChallengeResponseMatcher;
import io.questdb.cutlass.pgwire.PGAuthenticatorFactory;
import io.questdb.cutlass.pgwire.PGCleartextPasswordAuthenticator;
import io.questdb.std.CharSequenceObjHashMap;
import io.questdb.std.str.Utf8s;
import java.security.PublicKey;

/** Logins and permissions from {@link AccessControl} on HTTP, PGWire and ILP over TCP. */
final class AccessFactories extends FactoryProviderImpl {
  private final ServerConfiguration configuration;
  private final AccessControl access;

  private AccessFactories(ServerConfiguration configuration, AccessControl access) {
    super(configuration);
    this.configuration = configuration;
    this.access = access;
  }

  /** With access control off, the open-source logins ({@code http.user}, {@code pg.user}) stay. */
  static FactoryProvider of(ServerConfiguration configuration, AccessControl access) {
    return access.settings().enabled()
        ? new AccessFactories(configuration, access)
        : new FactoryProviderImpl(configuration);
  }

  @Override
  public HttpAuthenticatorFactory getHttpAuthenticatorFactory() {
    return () -> new HttpLogin(access);
  }

  @Override
  public PGAuthenticatorFactory getPgWireAuthenticatorFactory() {
    return (pg, circuitBreaker, registry, optionsListener) ->
        new PGCleartextPasswordAuthenticator(
            pg,
            configuration.getCairoConfiguration().getBuildInformation(),
            circuitBreaker,
            registry,
            optionsListener,
            this::verifyPassword,
            false);
  }

  @Override
  public LineAuthenticatorFactory getLineAuthenticatorFactory() {
    return access.settings().lineTcp()
        ? new EllipticCurveAuthenticatorFactory(() -> this::verifySignature)
        : super.getLineAuthenticatorFactory();
  }

  @Override
  public SecurityContextFactory getSecurityContextFactory() {
    return (principal, interfaceId) -> {
      if (interfaceId == SecurityContextFactory.ILP && !access.settings().lineTcp()) {
        return AllowAllSecurityContext.INSTANCE;
      }
      return PrincipalSecurity.of(
          access, principal.getPrincipal().toString(), endpoint(interfaceId));
    };
  }

  private static String endpoint(byte interfaceId) {
    return switch (interfaceId) {
      case SecurityContextFactory.HTTP -> Permissions.HTTP;
      case SecurityContextFactory.PGWIRE -> Permissions.PGWIRE;
      default -> Permissions.ILP;
    };
  }

  private byte verifyPassword(CharSequence user, long password, int length) {
    String text = Utf8s.stringFromUtf8Bytes(password, password + length);
    return access.login(user.toString(), text)
        ? SecurityContext.AUTH_TYPE_CREDENTIALS
        : SecurityContext.AUTH_TYPE_NONE;
  }

  private boolean verifySignature(
      CharSequence user, long challenge, int challengeLength, long signature, int length) {
    CharSequenceObjHashMap<PublicKey> keys = new CharSequenceObjHashMap<>();
    String name = user.toString();
    access.publicKey(name).ifPresent(key -> keys.put(name, key));
    return new StaticChallengeResponseMatcher(keys)
        .verifyJwk(name, challenge, challengeLength, signature, length);
  }
}
