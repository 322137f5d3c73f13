package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label and field selectors in the API's query syntax; what it does not know is a 400. */
final class Selector {
  private static final Pattern COMMA_OUTSIDE_PARENTHESES = Pattern.compile(",(?![^(]*\\))");
  private static final Pattern IN = Pattern.compile("([^\\s!=]+) +(in|notin) +\\(([^)]*)\\)");
  private static final Pattern EQUALITY = Pattern.compile("([^\\s!=]+) *(==?|!=) *(\\S*)");
  private static final Pattern EXISTS = Pattern.compile("(!?) *([^\\s!=()]+)");
  private static final Pattern FIELDS =
      Pattern.compile(
          "metadata\\.(name|namespace)|spec\\.nodeName|status\\.(phase|podIP)|type|reason"
              + "|(involvedObject|regarding)\\.\\w+");

  private Selector() {}

  static Predicate<JsonNode> of(String labelSelector, String fieldSelector) {
    Predicate<JsonNode> all = object -> true;
    for (String term : terms(labelSelector)) {
      Predicate<JsonNode> label = label(term);
      all = all.and(object -> label.test(object.path("metadata").path("labels")));
    }
    for (String term : terms(fieldSelector)) {
      all = all.and(field(term));
    }
    return all;
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
      List<String> values = Arrays.asList(in.group(3).strip().split(" *, *", -1));
      Predicate<JsonNode> one = labels -> values.contains(labels.path(in.group(1)).asText(null));
      return in.group(2).equals("in") ? one : one.negate();
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      String value = equality.group(3);
      Predicate<JsonNode> equal =
          labels -> value.equals(labels.path(equality.group(1)).asText(null));
      return equality.group(2).equals("!=") ? equal.negate() : equal;
    }
    Matcher exists = EXISTS.matcher(term);
    if (exists.matches()) {
      return labels -> labels.has(exists.group(2)) == exists.group(1).isEmpty();
    }
    throw ApiError.badRequest("unable to parse requirement: " + term);
  }

  private static Predicate<JsonNode> field(String term) {
    Matcher equality = EQUALITY.matcher(term);
    if (!equality.matches() || !FIELDS.matcher(equality.group(1)).matches()) {
      throw ApiError.badRequest("field label not supported: " + term);
    }
    String pointer = "/" + equality.group(1).replace('.', '/');
    Predicate<JsonNode> equal = object -> object.at(pointer).asText().equals(equality.group(3));
    return equality.group(2).equals("!=") ? equal.negate() : equal;
  }
}
