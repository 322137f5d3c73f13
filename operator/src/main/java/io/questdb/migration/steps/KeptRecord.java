package io.questdb.migration.steps;

import io.questdb.migration.change.Names;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.Sealed;
import java.util.Optional;

/** The run record, which is used only as this run wrote it. */
final class KeptRecord {
  private KeptRecord() {}

  static Probes.StoredRecord probe(Run run) {
    return new Probes.StoredRecord(Names.runRecord(run));
  }

  /** Whether the record is what the ledger has the hashes of. */
  static boolean intact(RunRecord record, Ledger ledger) {
    boolean recorded =
        ledger
            .evidence(SchemaRecorded.class)
            .filter(found -> found.hash().equals(record.hash()))
            .isPresent();
    return recorded
        && ledger
            .evidence(Sealed.class)
            .filter(seal -> !seal.hash().equals(record.sealHash()))
            .isEmpty();
  }

  /** The decision that a record which somebody changed asks for, or empty when it may be used. */
  static Optional<Decision> objection(World world) {
    Run run = world.run();
    return world
        .see(probe(run))
        .filter(record -> !intact(record, run.ledger()))
        .map(
            record ->
                new Decision.Hold(
                    Reason.LEDGER_LOST,
                    "Secret "
                        + record.secretName()
                        + " with the run record is not as this run wrote it, so it is not used: put"
                        + " it back as it was"));
  }
}
