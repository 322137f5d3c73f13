package io.questdb.migration.api.schema;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The validation rules of a schema, evaluated as the API server does: a rule that names {@code
 * oldSelf} only where there is an old value.
 */
final class CrdRules {

  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addLibraries(CelExtensions.strings())
          .addVar("self", SimpleType.DYN)
          .addVar("oldSelf", SimpleType.DYN)
          .setResultType(SimpleType.BOOL)
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().addLibraries(CelExtensions.strings()).build();
  private static final ObjectMapper VALUES =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private final Map<String, CelRuntime.Program> programs = new TreeMap<>();

  /** The messages of the rules that the value breaks, each with the path it is broken at. */
  List<String> broken(JsonNode schema, JsonNode value, Optional<JsonNode> old) {
    List<String> messages = new ArrayList<>();
    visit(schema, "", value, old, messages);
    return messages;
  }

  private void visit(
      JsonNode schema, String path, JsonNode value, Optional<JsonNode> old, List<String> broken) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      String expression = rule.get("rule").asText();
      boolean transition = expression.contains("oldSelf");
      if ((!transition || old.isPresent()) && !holds(expression, value, old)) {
        broken.add(path + ": Invalid value: " + rule.get("message").asText());
      }
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = property.getKey();
      if (value.has(name)) {
        Optional<JsonNode> before = old.map(o -> o.get(name));
        String at = path.isEmpty() ? name : path + "." + name;
        visit(property.getValue(), at, value.get(name), before, broken);
      }
    }
    if (schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        visit(schema.get("items"), path + "[" + i + "]", value.get(i), Optional.empty(), broken);
      }
    }
  }

  private boolean holds(String expression, JsonNode self, Optional<JsonNode> old) {
    Map<String, Object> variables = new TreeMap<>();
    variables.put("self", VALUES.convertValue(self, Object.class));
    old.ifPresent(o -> variables.put("oldSelf", VALUES.convertValue(o, Object.class)));
    try {
      return (Boolean) programs.computeIfAbsent(expression, CrdRules::compile).eval(variables);
    } catch (CelEvaluationException e) {
      return false; // as in the API server: a rule that cannot be evaluated is broken
    }
  }

  private static CelRuntime.Program compile(String expression) {
    try {
      CelAbstractSyntaxTree ast = COMPILER.compile(expression).getAst();
      return RUNTIME.createProgram(ast);
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalArgumentException(expression, e);
    }
  }
}
