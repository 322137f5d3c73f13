package io.questdb.migration.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({"30s,PT30S", "10m,PT10M", "2h,PT2H", "365d,P365D", "9999h,PT9999H"})
  void aNumberWithAUnitIsADuration(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "0s", "-5m", "1.5h", "10 m", "1h30m", "5M", "123456789s"})
  void anythingElseIsRefusedWithWhatToWrite(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("such as 30s");
  }

  @ParameterizedTest
  @CsvSource({"30s,30s", "90s,90s", "120s,2m", "10m,10m", "120m,2h", "2d,48h"})
  void aDurationIsWrittenInTheLargestUnitThatFits(String duration, String text) {
    assertThat(Durations.text(Durations.parse(duration))).isEqualTo(text);
  }

  @Test
  void noTimeAtAllIsWrittenInSeconds() {
    assertThat(Durations.text(Duration.ZERO)).isEqualTo("0s");
  }
}
