package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.engine.Run;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final Run RUN = Workload.run("0a1b2c3d-0000-0000-0000-000000000000");
  private static final Run ANOTHER = Workload.run("0a1b2c3e-0000-0000-0000-000000000000");

  @Test
  void aRepeatMeetsItsOwnObject() {
    assertThat(Names.of(RUN, "inspect", 1)).isEqualTo("qdbm-0a1b2c3d-inspect-1");
    assertThat(Names.runRecord(RUN)).isEqualTo("qdbm-0a1b2c3d-record");
    assertThat(Names.stagedFile(RUN, 1)).isEqualTo("server.conf.qdbm-0a1b2c3d-1");
  }

  @Test
  void anotherRunMeetsNothingOfThisOne() {
    assertThat(Names.of(ANOTHER, "inspect", 1)).isNotEqualTo(Names.of(RUN, "inspect", 1));
    assertThat(Names.runRecord(ANOTHER)).isNotEqualTo(Names.runRecord(RUN));
    assertThat(Names.stagedFile(ANOTHER, 1)).isNotEqualTo(Names.stagedFile(RUN, 1));
  }

  @Test
  void eachAttemptHasNamesOfItsOwn() {
    assertThat(IntStream.rangeClosed(1, 20).mapToObj(attempt -> Names.of(RUN, "a", attempt)))
        .doesNotHaveDuplicates();
    assertThat(IntStream.rangeClosed(1, 20).mapToObj(attempt -> Names.stagedFile(RUN, attempt)))
        .doesNotHaveDuplicates();
  }

  /** Kubernetes docs, object names: a label is what pods and their volumes need. */
  @ParameterizedTest
  @ValueSource(strings = {"inspect", "rehearse", "trial", "online", "offline", "attend", "unstage"})
  void everyNameIsALabel(String what) {
    assertThat(Names.of(RUN, what, Integer.MAX_VALUE))
        .hasSizeLessThanOrEqualTo(63)
        .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  }
}
