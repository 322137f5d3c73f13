package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label and field selectors in the API's query syntax; a syntax error is a 400. */
final class Selector {
  private static final Pattern COMMA_OUTSIDE_PARENTHESES = Pattern.compile(",(?![^(]*\\))");
  private static final Pattern IN = Pattern.compile("([^\\s!=,]+)\\s+(in|notin)\\s+\\(([^)]*)\\)");
  private static final Pattern EQUALITY = Pattern.compile("([^\\s!=]+)\\s*(==?|!=)\\s*(\\S*)");
  private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s!=()]+)");
  private static final Pattern FIELDS =
      Pattern.compile(
          "metadata\\.(name|namespace)|spec\\.nodeName|status\\.(phase|podIP)|type|reason"
              + "|(involvedObject|regarding)\\.\\w+");

  private Selector() {}

  static Predicate<JsonNode> of(String labelSelector, String fieldSelector) {
    List<Predicate<JsonNode>> all = new ArrayList<>();
    for (String term : terms(labelSelector)) {
      Predicate<JsonNode> label = label(term);
      all.add(object -> label.test(object.path("metadata").path("labels")));
    }
    terms(fieldSelector).forEach(term -> all.add(field(term)));
    return object -> all.stream().allMatch(each -> each.test(object));
  }

  private static List<String> terms(String selector) {
    return COMMA_OUTSIDE_PARENTHESES
        .splitAsStream(selector)
        .map(String::strip)
        .filter(term -> !term.isEmpty())
        .toList();
  }

  private static Predicate<JsonNode> label(String term) {
    Matcher in = IN.matcher(term);
    if (in.matches()) {
      String key = in.group(1);
      Set<String> values = Set.copyOf(List.of(in.group(3).strip().split("\\s*,\\s*", -1)));
      boolean wanted = in.group(2).equals("in");
      return labels -> (labels.has(key) && values.contains(labels.get(key).asText())) == wanted;
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      String key = equality.group(1);
      String value = equality.group(3);
      boolean wanted = !equality.group(2).equals("!=");
      return labels -> (labels.has(key) && labels.get(key).asText().equals(value)) == wanted;
    }
    Matcher exists = EXISTS.matcher(term);
    if (exists.matches()) {
      boolean wanted = exists.group(1).isEmpty();
      return labels -> labels.has(exists.group(2)) == wanted;
    }
    throw ApiError.badRequest("unable to parse requirement: " + term);
  }

  private static Predicate<JsonNode> field(String term) {
    Matcher equality = EQUALITY.matcher(term);
    if (!equality.matches()) {
      throw ApiError.badRequest(
          "invalid selector: '" + term + "'; can't understand '" + term + "'");
    }
    String path = equality.group(1);
    if (!FIELDS.matcher(path).matches()) {
      throw ApiError.badRequest("field label not supported: " + path);
    }
    String pointer = "/" + path.replace('.', '/');
    boolean wanted = !equality.group(2).equals("!=");
    return object -> object.at(pointer).asText().equals(equality.group(3)) == wanted;
  }
}
