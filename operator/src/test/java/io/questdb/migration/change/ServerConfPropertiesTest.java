package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Laws of the merge, over random texts. A failure names its seed. */
class ServerConfPropertiesTest {
  private static final int SEEDS = 5_000;

  @Test
  void takingTheMergeBackGivesTheOriginalText() {
    forAll(
        (text, values) ->
            assertThat(ServerConf.original(ServerConf.parse(text).with(values).text()))
                .isEqualTo(text));
  }

  @Test
  void mergingTwiceIsMergingOnce() {
    forAll(
        (text, values) -> {
          ServerConf once = ServerConf.parse(text).with(values);
          assertThat(ServerConf.parse(once.text()).with(values).text()).isEqualTo(once.text());
        });
  }

  @Test
  void aLaterMergeForgetsTheEarlierOne() {
    forAll(
        (text, values) -> {
          Map<String, String> earlier = new TreeMap<>(Map.of("acl.enabled", "x", "b", "y"));
          String twice = ServerConf.parse(text).with(earlier).with(values).text();
          assertThat(twice).isEqualTo(ServerConf.parse(text).with(values).text());
        });
  }

  @Test
  void theServerReadsTheOriginalValuesAndOurs() {
    forAll(
        (text, values) -> {
          Map<String, String> expected = load(text);
          expected.putAll(values);
          String merged = ServerConf.parse(text).with(values).text();
          assertThat(load(merged)).isEqualTo(expected);
          assertThat(ServerConf.parse(merged).properties()).isEqualTo(expected);
        });
  }

  @Test
  void everyOriginalLineIsStillThereInOrderBeforeTheOneBlock() {
    forAll(
        (text, values) -> {
          String merged = ServerConf.parse(text).with(values).text();
          assertThat(merged).endsWith("\n" + ServerConf.END + "\n");
          assertThat(withoutMarks(beforeBlock(merged))).startsWith(withoutMarks(text));
        });
  }

  @Test
  void aKeyOfOursIsAssignedOnlyInTheBlock() {
    forAll(
        (text, values) -> {
          String before = beforeBlock(ServerConf.parse(text).with(values).text());
          assertThat(load(before)).doesNotContainKeys(values.keySet().toArray(String[]::new));
        });
  }

  private static String beforeBlock(String merged) {
    int block = ("\n" + merged.replace('\r', '\n')).lastIndexOf("\n" + ServerConf.BEGIN + "\n");
    return merged.substring(0, block);
  }

  private static String withoutMarks(String text) {
    return text.replace(ServerConf.REPLACED, "");
  }

  private interface Law {
    void check(String text, Map<String, String> values);
  }

  private static void forAll(Law law) {
    for (long seed = 0; seed < SEEDS; seed++) {
      NastyConf nasty = new NastyConf(seed);
      String text = nasty.text();
      Map<String, String> values = nasty.values();
      try {
        law.check(text, values);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", text <" + text + ">, values " + values, e);
      }
    }
  }

  private static Map<String, String> load(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Map<String, String> values = new HashMap<>();
    properties.forEach((key, value) -> values.put((String) key, (String) value));
    values.remove("");
    return values;
  }
}
