package io.questdb.migration.change;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes random properties texts out of pieces that break naive readers. Same seed, same texts. */
final class NastyConf {
  private static final List<String> KEYS =
      List.of(
          "http.tls.enabled",
          "http\\.tls.enabled",
          "\\u0068ttp.tls.enabled",
          "acl.enabled",
          "line.tcp.net.bind.to",
          "cairo.max.uncommitted.rows",
          "#not.a.comment".replace("#", "\\#"),
          "key\\ with\\ spaces",
          "k\\=e\\:y",
          "schl\u00fcssel",
          "");
  private static final List<String> SEPARATORS =
      List.of("=", ":", " ", " = ", "\t:\t", "\f", "", " \\\n  =", "==");
  private static final List<String> VALUES =
      List.of(
          "true",
          "false",
          "0.0.0.0:9009",
          "",
          " ",
          "trailing ",
          "back\\\\slash",
          "even\\\\\\\\",
          "odd\\\\\\",
          "escaped\\u00e9\\t\\n",
          "gr\u00fcn \u20ac",
          "first,\\\n    second,\\\n\tthird",
          "windows\\\r\n   continued",
          "mac\\\r continued",
          "open\\",
          "a \\\n\n",
          "a \\\n# not a comment",
          "a \\\n" + ServerConf.BEGIN,
          "a \\\n" + ServerConf.REPLACED + "x",
          "hash # inside ! too",
          "\\u003d=");
  private static final List<String> OTHERS =
      List.of(
          "",
          "   ",
          "\t\f ",
          "# comment",
          "! comment",
          "   # indented comment \\",
          "#",
          "# http.tls.enabled=true",
          ServerConf.REPLACED + "acl.enabled=false",
          ServerConf.REPLACED + ServerConf.REPLACED,
          ServerConf.REPLACED,
          "  " + ServerConf.REPLACED + "indented",
          "\\",
          "\\\\",
          "# caf\u00e9 \u00ff");
  private static final List<String> ENDS = List.of("\n", "\n", "\n", "\r\n", "\r", "\n\n", "\\\n");

  private final Random random;
  private final String stray;

  NastyConf(long seed) {
    random = new Random(seed);
    // One kind for each text: both kinds together are a block, and a block is an earlier merge.
    stray = random.nextBoolean() ? ServerConf.BEGIN : ServerConf.END;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(line()).append(pick(ENDS));
    }
    if (random.nextBoolean()) {
      text.append(line());
    }
    return text.toString();
  }

  Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    values.put("http.tls.enabled", pick(VALUES));
    for (int i = random.nextInt(4); i > 0; i--) {
      values.put(
          pick(List.of("acl.enabled", "pg.tls.cert.path", " odd key\n", "#a:b=c!", "\u00fc")),
          pick(VALUES));
    }
    return values;
  }

  private String line() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> pick(OTHERS);
      case 2 -> random.nextInt(4) == 0 ? stray : pick(OTHERS);
      default ->
          (random.nextInt(4) == 0 ? "  " : "") + pick(KEYS) + pick(SEPARATORS) + pick(VALUES);
    };
  }

  private String pick(List<String> pieces) {
    return pieces.get(random.nextInt(pieces.size()));
  }
}
