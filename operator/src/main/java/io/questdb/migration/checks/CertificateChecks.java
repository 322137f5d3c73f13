package io.questdb.migration.checks;

import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.facts.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the certificate can be served and will be believed. */
public final class CertificateChecks {

  /** A certificate that ends sooner should be renewed first. */
  static final Duration SOON = Duration.ofDays(14);

  private final Findings findings = new Findings("Certificate");
  private final String name;

  private CertificateChecks(String secretName) {
    this.name = "The certificate of Secret " + secretName;
  }

  /**
   * Checks the certificate of {@code spec.tls.secretName}.
   *
   * @param certificate empty when the Secret or its keys are missing: SecretChecks blocks
   * @param hostNames the names by which clients reach the Service
   */
  public static List<Finding> findings(
      String secretName, Optional<Certificate> certificate, List<String> hostNames, Instant now) {
    CertificateChecks checks = new CertificateChecks(secretName);
    certificate.ifPresent(found -> checks.check(found, hostNames, now));
    return checks.findings.list();
  }

  private void check(Certificate certificate, List<String> hostNames, Instant now) {
    if (!certificate.readable()) {
      invalid(
          " or its key cannot be read",
          "Put PEM into tls.crt (leaf first, then its chain) and an unencrypted PEM key into tls.key.");
      return;
    }
    if (!certificate.keyMatches()) {
      invalid(" is not of the key in tls.key", "Put the key of this certificate into tls.key.");
    }
    if (certificate.notBefore().isAfter(now)) {
      invalid(
          " is valid only from " + certificate.notBefore(),
          "Wait until then, or have it issued again.");
    }
    if (!certificate.notAfter().isAfter(now)) {
      invalid(" expired at " + certificate.notAfter(), "Renew it.");
    } else if (certificate.notAfter().isBefore(now.plus(SOON))) {
      findings.warn(
          Reason.CERTIFICATE_EXPIRES,
          name + " expires at " + certificate.notAfter(),
          "Renew it before the migration.");
    }
    List<String> missing =
        hostNames.stream().filter(host -> !covers(certificate.names(), host)).toList();
    if (!missing.isEmpty()) {
      findings.warn(
          Reason.CERTIFICATE_NAME_MISSING,
          name + " does not name " + String.join(", ", missing),
          "Have it issued with these DNS names too: clients that verify names and use them will "
              + "refuse it.");
    }
  }

  /** A wildcard stands for exactly one label, the first (RFC 6125, section 6.4.3). */
  private static boolean covers(List<String> names, String host) {
    String wildcard = "*" + (host.contains(".") ? host.substring(host.indexOf('.')) : "");
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.equals(host) || (host.contains(".") && name.equals(wildcard)));
  }

  private void invalid(String what, String remedy) {
    findings.block(Reason.CERTIFICATE_INVALID, name + what, remedy);
  }
}
