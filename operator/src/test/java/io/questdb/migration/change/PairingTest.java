package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairingTest {

  @ParameterizedTest
  @CsvSource({
    "9.3.4, 9.3.4",
    "9.3.4, 9.3.5",
    "9.3.4, 9.4.0",
    "9.3.4, 9.10.0",
    "9.3.9, 9.3.10",
    "9.3.4-SNAPSHOT, 9.3.4",
  })
  void enterpriseMayContain(String running, String base) {
    assertThat(Pairing.fits(running, base)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "9.3.4, 9.3.3",
    "9.3.4, 9.2.9",
    "9.10.0, 9.9.9",
    "9.3.4, 10.0.0",
    "9.3.4, 8.9.9",
    "9.3.4, 9.3",
    "9.3.4, latest",
    "9.3.4, 9.99999999999.0",
    "unknown, 9.3.4",
    "'', 9.3.4",
  })
  void enterpriseMayNotContain(String running, String base) {
    assertThat(Pairing.fits(running, base)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"2.2.4, 8.2.3", "3.2.4, 9.3.4", "3.3.2, 9.4.3"})
  void whatAReleaseContainsIsKnown(String enterprise, String base) {
    assertThat(Pairing.baseOf(enterprise)).contains(base);
  }

  @Test
  void aReleaseOfWhichNobodyHasSaidItIsNotGuessed() {
    assertThat(Pairing.baseOf("3.2.99")).isEmpty();
    assertThat(Pairing.baseOf("")).isEmpty();
  }
}
