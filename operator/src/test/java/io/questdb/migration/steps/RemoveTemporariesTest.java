package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.TemporaryObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RemoveTemporariesTest {
  private static final Situation GIVEN = Situation.at(StepName.REMOVE_TEMPORARIES);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    OwnedObject pod = new OwnedObject("Pod", "qdbm-11111111-inspect-1", "p");
    OwnedObject trial = new OwnedObject("VolumeSnapshot", "qdbm-11111111-trial-1", "s");
    return StepTable.of(new RemoveTemporaries())
        .asks("it looks at the temporary objects of this run", GIVEN, Seen.TEMPORARIES)
        .row("nothing was made", GIVEN, "Complete Done")
        .row("nothing is left", left(), "Complete Done")
        .row(
            "a pod is removed, and only that one of its name",
            left(pod, trial),
            "Act InProgress",
            "delete Pod qdbm-11111111-inspect-1 p")
        .row(
            "one that is going already is not told again, and the next is removed",
            GIVEN.sees(Seen.TEMPORARIES, List.of(going(pod), staying(trial))),
            "Act InProgress",
            "delete VolumeSnapshot qdbm-11111111-trial-1 s")
        .row(
            "all are going: they are waited for",
            GIVEN.sees(Seen.TEMPORARIES, List.of(going(pod))),
            "Wait InProgress")
        .row(
            "a snapshot is",
            left(trial),
            "Act InProgress",
            "delete VolumeSnapshot qdbm-11111111-trial-1 s")
        .rows();
  }

  private static Situation left(OwnedObject... objects) {
    return GIVEN.sees(
        Seen.TEMPORARIES, Stream.of(objects).map(RemoveTemporariesTest::staying).toList());
  }

  private static TemporaryObject staying(OwnedObject object) {
    return new TemporaryObject(object, false);
  }

  private static TemporaryObject going(OwnedObject object) {
    return new TemporaryObject(object, true);
  }
}
