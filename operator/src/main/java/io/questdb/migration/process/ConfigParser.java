package io.questdb.migration.process;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads every setting before it complains, so that one look at the log is enough. */
final class ConfigParser {
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern DNS_NAME =
      Pattern.compile("(?=.{1,253}$)[a-z0-9]([-.a-z0-9]*[a-z0-9])?");
  private static final Pattern ADDRESS = Pattern.compile("(?:(.+):)?([0-9]{1,5})");
  private static final Pattern SECONDS = Pattern.compile("([0-9]{1,3})s");
  private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  ConfigParser(Map<String, String> environment) {
    this.environment = environment;
  }

  Config parse() {
    String namespace = required(Setting.POD_NAMESPACE, DNS_LABEL);
    Config config =
        new Config(
            watchNamespaces(namespace),
            namespace,
            required(Setting.OPERATOR_IMAGE, Pattern.compile("\\S+")),
            names(Setting.OPERATOR_IMAGE_PULL_SECRETS, DNS_NAME),
            listenAddress(),
            lease(namespace),
            oneOf(Setting.LOG_LEVEL, LEVELS),
            number(Setting.CONCURRENT_RUNS, value(Setting.CONCURRENT_RUNS), 1, 100));
    if (!problems.isEmpty()) {
      throw new Config.InvalidException(problems);
    }
    return config;
  }

  private Set<String> watchNamespaces(String own) {
    Optional<String> given = given(Setting.WATCH_NAMESPACES);
    if (given.isEmpty()) {
      return Set.of(own);
    }
    return given.get().equals("*")
        ? Set.of()
        : Set.copyOf(names(Setting.WATCH_NAMESPACES, DNS_LABEL));
  }

  private InetSocketAddress listenAddress() {
    String value = value(Setting.LISTEN_ADDRESS);
    Matcher address = ADDRESS.matcher(value);
    if (!address.matches()) {
      problem(Setting.LISTEN_ADDRESS, value, "must be a port or host:port");
      return new InetSocketAddress(0);
    }
    int port = number(Setting.LISTEN_ADDRESS, address.group(2), 0, 65_535);
    if (address.group(1) == null) {
      return new InetSocketAddress(port);
    }
    InetSocketAddress resolved = new InetSocketAddress(address.group(1), port);
    if (resolved.isUnresolved()) {
      problem(Setting.LISTEN_ADDRESS, value, "names a host that is not known here");
    }
    return resolved;
  }

  private Optional<Config.Lease> lease(String own) {
    if (!oneOf(Setting.LEADER_ELECTION, Set.of("true", "false")).equals("true")) {
      return Optional.empty();
    }
    String namespace = given(Setting.LEASE_NAMESPACE).orElse(own);
    if (!own.equals(namespace)) {
      check(Setting.LEASE_NAMESPACE, namespace, DNS_LABEL);
    }
    String name = value(Setting.LEASE_NAME);
    check(Setting.LEASE_NAME, name, DNS_NAME);
    return Optional.of(
        new Config.Lease(namespace, name, required(Setting.POD_NAME, DNS_NAME), leaseDuration()));
  }

  private Duration leaseDuration() {
    String value = value(Setting.LEASE_DURATION);
    Matcher seconds = SECONDS.matcher(value);
    if (!seconds.matches()) {
      problem(Setting.LEASE_DURATION, value, "must be seconds like 15s");
      return Duration.ZERO;
    }
    return Duration.ofSeconds(number(Setting.LEASE_DURATION, seconds.group(1), 3, 300));
  }

  private Optional<String> given(Setting setting) {
    return Optional.ofNullable(environment.get(setting.name()))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private String value(Setting setting) {
    return given(setting).orElse(setting.absent());
  }

  private String required(Setting setting, Pattern pattern) {
    Optional<String> given = given(setting);
    if (given.isEmpty()) {
      problems.add(setting + " must be set: " + setting.meaning());
      return "";
    }
    check(setting, given.get(), pattern);
    return given.get();
  }

  private List<String> names(Setting setting, Pattern pattern) {
    List<String> names =
        given(setting).stream()
            .flatMap(list -> Stream.of(list.split(",", -1)))
            .map(String::strip)
            .toList();
    names.forEach(name -> check(setting, name, pattern));
    return names;
  }

  private void check(Setting setting, String value, Pattern pattern) {
    if (!pattern.matcher(value).matches()) {
      problem(setting, value, "is not a name that Kubernetes allows there");
    }
  }

  private String oneOf(Setting setting, Set<String> allowed) {
    String value = value(setting);
    if (!allowed.contains(value)) {
      problem(setting, value, "must be one of " + allowed.stream().sorted().toList());
    }
    return value;
  }

  private int number(Setting setting, String value, int least, int most) {
    int number = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : -1;
    if (number < least || number > most) {
      problem(setting, value, "must be a number from " + least + " to " + most);
    }
    return Math.max(least, Math.min(most, number));
  }

  private void problem(Setting setting, String value, String what) {
    problems.add("%s: '%s' %s".formatted(setting, value, what));
  }
}
