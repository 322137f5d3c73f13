package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.SecurityContext;
import io.questdb.cutlass.http.HttpAuthenticator;
import io.questdb.cutlass.http.HttpConstants;
import io.questdb.cutlass.http.HttpRequestHeader;
import io.questdb.std.str.DirectUtf8Sequence;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** HTTP Basic against principals, Bearer against REST tokens. */
final class HttpLogin implements HttpAuthenticator {
  private static final String BASIC = "Basic ";
  private static final String BEARER = "Bearer ";

  private final AccessControl access;
  private String principal = "";

  HttpLogin(AccessControl access) {
    this.access = access;
  }

  @Override
  public boolean authenticate(HttpRequestHeader headers) {
    DirectUtf8Sequence header = headers.getHeader(HttpConstants.HEADER_AUTHORIZATION);
    if (header == null) {
      return false;
    }
    Optional<String> authenticated = principal(header.toString());
    authenticated.ifPresent(name -> principal = name);
    return authenticated.isPresent();
  }

  @Override
  public CharSequence getPrincipal() {
    return principal;
  }

  @Override
  public byte getAuthType() {
    return SecurityContext.AUTH_TYPE_CREDENTIALS;
  }

  private Optional<String> principal(String header) {
    if (header.startsWith(BEARER)) {
      return access.tokenOwner(header.substring(BEARER.length()).trim());
    }
    if (!header.startsWith(BASIC)) {
      return Optional.empty();
    }
    String login;
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(BASIC.length()).trim());
      login = new String(decoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = login.indexOf(':');
    return colon > 0 && access.login(login.substring(0, colon), login.substring(colon + 1))
        ? Optional.of(login.substring(0, colon))
        : Optional.empty();
  }
}
