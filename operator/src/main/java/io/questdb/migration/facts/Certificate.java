package io.questdb.migration.facts;

import java.time.Instant;
import java.util.List;

/**
 * The certificate of a {@code kubernetes.io/tls} Secret.
 *
 * @param readable whether certificate and key could be parsed; the other fields are empty when not
 * @param names DNS names and addresses it is valid for
 * @param keyMatches whether the private key belongs to the leaf
 */
public record Certificate(
    boolean readable,
    String subject,
    List<String> names,
    Instant notBefore,
    Instant notAfter,
    boolean keyMatches) {}
