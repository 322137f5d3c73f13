package io.questdb.migration.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private Instant now = Instant.EPOCH;
  private boolean healthy = true;
  private final Liveness liveness =
      new Liveness(() -> healthy, Duration.ofMinutes(2), new SettableClock());

  @Test
  void aShortWeaknessIsTolerated() {
    healthy = false;
    now = now.plusSeconds(120);

    assertThat(liveness.getAsBoolean()).isTrue();
  }

  @Test
  void aLongOneIsNot() {
    healthy = false;
    now = now.plusSeconds(121);

    assertThat(liveness.getAsBoolean()).isFalse();
  }

  @Test
  void everyGoodLookStartsTheToleranceAgain() {
    now = now.plusSeconds(100);
    assertThat(liveness.getAsBoolean()).isTrue();

    healthy = false;
    now = now.plusSeconds(110);

    assertThat(liveness.getAsBoolean()).isTrue();
  }

  private final class SettableClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
