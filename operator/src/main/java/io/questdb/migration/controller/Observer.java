package io.questdb.migration.controller;

import io.questdb.migration.engine.Observed;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Run;
import io.questdb.migration.ports.Cluster;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.PortException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Looks at the world: every probe through a port, the probes of a pass beside each other. */
public final class Observer {
  private final Cluster cluster;
  private final Executor threads;
  private final Registry<Look, Probe<?>, Optional<?>> answers = new Registry<>();

  /**
   * @param threads for all but the first probe of a pass
   */
  public Observer(Cluster cluster, Database database, Executor threads) {
    this.cluster = cluster;
    this.threads = threads;
    ClusterAnswers.addTo(answers, cluster);
    DatabaseAnswers.addTo(answers, database);
  }

  /** An answer for every probe; one that failed is Unknown. */
  public Map<Probe<?>, Observed<?>> observe(Run run, Set<Probe<?>> probes) {
    Look look = new Look(cluster, run);
    if (probes.size() < 2) {
      return probes.stream().collect(Collectors.toMap(probe -> probe, probe -> ask(look, probe)));
    }
    Map<Probe<?>, CompletableFuture<Observed<?>>> asked = new LinkedHashMap<>();
    for (Probe<?> probe : probes) {
      asked.put(probe, CompletableFuture.supplyAsync(() -> ask(look, probe), threads));
    }
    return asked.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> answerOf(entry.getValue())));
  }

  Set<Class<? extends Probe<?>>> handled() {
    return answers.types().stream()
        .map(type -> (Class<? extends Probe<?>>) type)
        .collect(Collectors.toSet());
  }

  private Observed<?> ask(Look look, Probe<?> probe) {
    try {
      Optional<?> answer = answers.apply(look, probe);
      return answer.isPresent() ? new Observed.Present<>(answer.get()) : new Observed.Absent<>();
    } catch (PortException.Rejected e) {
      return new Observed.Unknown<>(e.getMessage(), true);
    } catch (PortException e) {
      return new Observed.Unknown<>(e.getMessage());
    }
  }

  private static Observed<?> answerOf(CompletableFuture<Observed<?>> asked) {
    try {
      return asked.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException bug ? bug : e;
    }
  }
}
