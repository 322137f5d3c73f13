package io.questdb.migration.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the source says about the constants of an enum: enough of Javadoc for that, and no more.
 * Inline tags become Markdown code, whatever they are.
 */
final class SourceDoc {
  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final Pattern INLINE = Pattern.compile("\\{@\\w+\\s+([^}]*)}");

  private final Class<? extends Enum<?>> type;
  private final String source;

  /** Reads the source of {@code type}, which is a top-level enum of this module. */
  SourceDoc(Class<? extends Enum<?>> type) {
    this.type = type;
    try {
      source = Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java"), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documentation of the constant on one line; none is an error. */
  String of(Enum<?> constant) {
    Matcher found =
        Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*" + constant.name() + "\\s*[,;(]", Pattern.DOTALL)
            .matcher(source);
    if (!found.find()) {
      throw new IllegalStateException(type.getSimpleName() + "." + constant + " has no Javadoc");
    }
    return markdown(found.group(1));
  }

  static String markdown(String javadoc) {
    String oneLine = javadoc.replaceAll("(?m)^\\s*\\*", " ").replaceAll("\\s+", " ").strip();
    return INLINE
        .matcher(oneLine)
        .replaceAll(tag -> Matcher.quoteReplacement("`" + target(tag) + "`"));
  }

  private static String target(MatchResult tag) {
    return tag.group(1).strip().replaceFirst("^#", "").replace('#', '.');
  }
}
