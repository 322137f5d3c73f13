package io.questdb.migration.lab.scenario;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Scenarios beside clusters, as text. */
final class ScenarioTable {
  private static final String SEPARATOR = "  ";

  private ScenarioTable() {}

  /**
   * A line for each scenario, in alphabetical order, and the sum; then why some were skipped or
   * failed.
   *
   * @param clusters the results of each, in the order of the columns
   */
  static List<String> lines(Map<String, List<ScenarioResult>> clusters) {
    TreeSet<String> names =
        clusters.values().stream()
            .flatMap(Collection::stream)
            .map(ScenarioResult::name)
            .collect(Collectors.toCollection(TreeSet::new));
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(line("", width, clusters.keySet()));
    for (String name : names) {
      lines.add(line(name, width, clusters.values().stream().map(of -> cell(of, name)).toList()));
    }
    lines.add(line("", width, clusters.values().stream().map(ScenarioTable::sum).toList()));
    clusters.forEach(
        (cluster, results) ->
            results.stream()
                .filter(result -> !result.result().equals(ScenarioResult.PASSED))
                .map(result -> cluster + ": " + result.name() + ": " + result.reason())
                .forEach(lines::add));
    return lines;
  }

  private static String line(String name, int width, Collection<String> cells) {
    String first = String.format(Locale.ROOT, "%-" + Math.max(1, width) + "s", name);
    return first
        + cells.stream()
            .map(cell -> String.format(Locale.ROOT, SEPARATOR + "%15s", cell))
            .collect(Collectors.joining());
  }

  private static String cell(List<ScenarioResult> results, String name) {
    return results.stream()
        .filter(result -> result.name().equals(name))
        .map(result -> String.format(Locale.ROOT, "%s %.1f s", result.result(), result.seconds()))
        .findFirst()
        .orElse("-");
  }

  private static String sum(List<ScenarioResult> results) {
    long passed =
        results.stream().filter(one -> one.result().equals(ScenarioResult.PASSED)).count();
    double seconds = results.stream().mapToDouble(ScenarioResult::seconds).sum();
    return String.format(Locale.ROOT, "%d of %d %.0f s", passed, results.size(), seconds);
  }
}
