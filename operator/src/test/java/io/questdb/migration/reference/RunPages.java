package io.questdb.migration.reference;

import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Section;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.steps.MigrationSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps of a run, as a page and as a picture. */
final class RunPages {
  private static final int WIDTH = 76;

  private final List<Section> sections =
      new MigrationSteps(new TemporaryPods("image", List.of())).sections();
  private final SourceDoc doc = new SourceDoc(StepName.class);

  String steps() {
    Page page =
        new Page("Steps")
            .paragraph(
                """
                The sections of a migration and their steps, in the order of the run. `status.steps` has a
                row for each. A limit is a field of [`spec.timeouts`](fields.md#spec), counted from the first
                pass of the step in its attempt; after it the section is given back and the migration has
                failed with `TimedOut`.
                """);
    for (Section section : sections) {
      page.heading(section.name()).paragraph(taken(section)).table(header(), rows(section));
    }
    return page.text();
  }

  /** Boxes of text, which every terminal shows. */
  String picture() {
    List<String> lines = new ArrayList<>();
    for (Section section : sections) {
      String head = "─ " + section.name() + " ";
      lines.add("┌" + head + "─".repeat(WIDTH - head.length()) + "┐");
      List<Step> before =
          section.steps().stream().filter(step -> !isPointOfNoReturn(step)).toList();
      flow(before).forEach(line -> lines.add(boxed(line)));
      section
          .giveBack()
          .ifPresent(step -> lines.add(boxed("   ⤺ given back by " + step.name().text())));
      if (before.size() < section.steps().size()) {
        lines.add("╞══ the point of no return ".concat("═".repeat(WIDTH - 26)) + "╡");
        lines.add(boxed(StepName.ALLOW_ENTERPRISE.text()));
      }
      lines.add("└" + "─".repeat(WIDTH) + "┘");
    }
    return "```text\n" + String.join("\n", lines) + "\n```\n";
  }

  private static boolean isPointOfNoReturn(Step step) {
    return step.name() == StepName.ALLOW_ENTERPRISE;
  }

  private static List<String> flow(List<Step> steps) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (Step step : steps) {
      String next =
          line.isEmpty() && lines.isEmpty() ? step.name().text() : " → " + step.name().text();
      if (line.length() + next.length() > WIDTH - 2) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? next.strip() : next);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String boxed(String line) {
    return "│ " + line + " ".repeat(WIDTH - 1 - line.length()) + "│";
  }

  private String taken(Section section) {
    Optional<Step> giveBack = section.giveBack();
    String text =
        giveBack
            .map(
                step ->
                    "Given back by `%s`: %s"
                        .formatted(step.name().text(), lower(doc.of(step.name()))))
            .orElse("Nothing is given back.");
    return text
        + section
            .deadline()
            .map(
                limit ->
                    " The section is limited by %s, counted from `%s`."
                        .formatted(Timeouts.of(limit.limit()), limit.since().text()))
            .orElse("");
  }

  private static List<String> header() {
    return List.of("step", "complete when", "limit");
  }

  private List<List<String>> rows(Section section) {
    return section.steps().stream()
        .map(
            step ->
                List.of(
                    isPointOfNoReturn(step) ? "**" + step.name().text() + "**" : step.name().text(),
                    doc.of(step.name()),
                    Timeouts.of(step)))
        .toList();
  }

  private static String lower(String sentence) {
    return sentence.startsWith("`")
        ? sentence
        : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
