package io.questdb.migration.crash;

import io.fabric8.kubernetes.api.model.Pod;
import io.questdb.migration.api.v1alpha1.GrantSpec;
import io.questdb.migration.api.v1alpha1.GroupSpec;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.api.v1alpha1.UserSpec;
import io.questdb.migration.engine.Observed;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.facts.AccessState;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.CheckpointedSnapshot;
import io.questdb.migration.facts.CountedTables;
import io.questdb.migration.facts.DryRun;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.EnterpriseDryRun;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.PendingUpload;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.ServerView;
import io.questdb.migration.facts.SnapshotClass;
import io.questdb.migration.facts.TableCount;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.TableState;
import io.questdb.migration.facts.Target;
import io.questdb.migration.facts.Uploads;
import io.questdb.migration.facts.WorkloadView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Answers every probe from the simulated world, without changing it. */
final class Answers {
  private static final List<TableSchema> SCHEMA =
      List.of(new TableSchema("trades", true, "DAY", "ts", false, List.of("ts TIMESTAMP")));
  private static final Optional<OriginalConfig> MERGED = Optional.of(new OriginalConfig("abc"));
  private static final EnterpriseDryRun ACCEPTED =
      new EnterpriseDryRun(new DryRun(true, ""), new DryRun(true, ""));

  private final SimulatedWorld world;

  Answers(SimulatedWorld world) {
    this.world = world;
  }

  /** {@code blind} says that nothing answers in time. */
  Observed<?> answer(Probe<?> probe, boolean blind) {
    return blind ? new Observed.Unknown<>("timed out") : cluster(probe);
  }

  private static Observed<?> seen(Optional<?> value) {
    return value.isPresent() ? new Observed.Present<>(value.get()) : new Observed.Absent<>();
  }

  private Observed<?> cluster(Probe<?> probe) {
    if (probe instanceof Probes.Workload) {
      return new Observed.Present<>(world.workload.observed());
    } else if (probe instanceof Probes.WholeWorkload) {
      return new Observed.Present<>(view());
    } else if (probe instanceof Probes.ClaimedBy) {
      return new Observed.Absent<>();
    } else if (probe instanceof Probes.OnePod) {
      return seen(world.workload.pod());
    } else if (probe instanceof Probes.OneClaim) {
      return new Observed.Present<>(world.variant.claim().claim());
    } else if (probe instanceof Probes.PodsOnClaim) {
      return new Observed.Present<>(podsOnClaim());
    } else if (probe instanceof Probes.OurPod ask) {
      return seen(world.pods.see(ask.name()));
    } else if (probe instanceof Probes.OurLog ask) {
      return seen(world.pods.log(ask.podName()));
    } else if (probe instanceof Probes.Temporaries) {
      return new Observed.Present<>(world.temporaries());
    } else if (probe instanceof Probes.OneSnapshot ask) {
      return seen(world.snapshots.see(ask.name()));
    } else if (probe instanceof Probes.StoredRecord) {
      return seen(world.record());
    } else if (probe instanceof Probes.Config) {
      return seen(MERGED);
    } else if (probe instanceof Probes.StoredHandoff) {
      return seen(world.handoff());
    } else if (probe instanceof Probes.OneSecret ask) {
      return seen(world.secret(ask.name()));
    } else if (probe instanceof Probes.SnapshotClasses) {
      return new Observed.Present<>(
          List.of(new SnapshotClass("fast", world.driver(), true, false)));
    } else if (probe instanceof Probes.TlsCertificate) {
      return new Observed.Present<>(Originals.CERTIFICATE);
    } else if (probe instanceof Probes.EnterpriseChange) {
      return new Observed.Present<>(ACCEPTED);
    }
    return server(probe);
  }

  private Observed<?> server(Probe<?> probe) {
    if (probe instanceof Probes.Serving ask) {
      return seen(answers(ask.target()) ? Optional.of(identity(ask.target())) : Optional.empty());
    } else if (probe instanceof Probes.Handshake ask) {
      boolean shows = answers(ask.target()) && world.workload.enterprise();
      return seen(shows ? Optional.of("CN=questdb") : Optional.empty());
    } else if (probe instanceof Probes.WholeServer) {
      return sql(Target.plain(Originals.POD), this::serverView);
    } else if (probe instanceof Probes.Login ask) {
      return sql(ask.target(), () -> Admission.ADMITTED);
    } else if (probe instanceof Probes.DefaultLogin ask) {
      return sql(ask.target(), () -> Admission.UNAUTHENTICATED);
    } else if (probe instanceof Probes.TokenLogin ask) {
      return world.secret(ask.tokenSecret()).isEmpty()
          ? new Observed.Absent<>()
          : sql(ask.target(), () -> Admission.ADMITTED);
    } else if (probe instanceof Probes.UserLogin ask) {
      return sql(
          ask.target(),
          () ->
              world.principals().contains(ask.user())
                  ? Admission.ADMITTED
                  : Admission.UNAUTHENTICATED);
    } else if (probe instanceof Probes.CheckpointState ask) {
      return sql(ask.target(), world.workload::checkpoint);
    } else if (probe instanceof Probes.SnapshotInCheckpoint ask) {
      return sql(
          ask.target(),
          () ->
              new CheckpointedSnapshot(
                  world.snapshots.see(ask.snapshotName()), world.workload.checkpoint()));
    } else if (probe instanceof Probes.Tables ask) {
      return sql(ask.target(), this::tables);
    } else if (probe instanceof Probes.Schema ask) {
      return sql(ask.target(), () -> SCHEMA);
    } else if (probe instanceof Probes.TablesWithCounts ask) {
      return sql(ask.target(), () -> new CountedTables(tables(), counts()));
    } else if (probe instanceof Probes.Parameters ask) {
      return sql(ask.target(), () -> parameters(ask.keys()));
    } else if (probe instanceof Probes.Access ask) {
      return sql(ask.target(), this::access);
    } else if (probe instanceof Probes.UploadProgress ask) {
      return sql(
          ask.target(),
          () -> new Uploads(tables(), List.of(new PendingUpload(Set.of("trades"), 0))));
    }
    throw new IllegalArgumentException("no answer to " + probe);
  }

  private boolean main(Target target) {
    return target.podName().equals(Originals.POD);
  }

  private boolean answers(Target target) {
    return main(target) ? world.workload.answering() : world.pods.serves(target.podName());
  }

  /** Absent while nothing runs, Unknown while it runs and does not answer. */
  private Observed<?> sql(Target target, Supplier<?> value) {
    if (answers(target)) {
      return new Observed.Present<>(value.get());
    }
    boolean runs = main(target) ? world.workload.running() : world.pods.runs(target.podName());
    return runs ? new Observed.Unknown<>("no answer") : new Observed.Absent<>();
  }

  private ServerIdentity identity(Target target) {
    boolean enterprise = !main(target) || world.workload.enterprise();
    return new ServerIdentity(
        enterprise ? Edition.EE : Edition.OSS, enterprise ? "3.2.4" : "9.3.4");
  }

  private WorkloadView view() {
    boolean onVolume = world.variant.set().getSpec().getTemplate().getSpec().getVolumes().isEmpty();
    return new WorkloadView(
        world.workload.observed(),
        world.workload.pod(),
        Optional.of(world.variant.claim()),
        podsOnClaim(),
        Originals.SERVICES,
        onVolume ? Optional.empty() : MERGED,
        Map.of());
  }

  private List<Pod> podsOnClaim() {
    List<Pod> all = new ArrayList<>(world.pods.onClaim());
    world.workload.pod().ifPresent(all::add);
    return all;
  }

  private ServerView serverView() {
    return new ServerView(
        identity(Target.plain(Originals.POD)),
        Admission.ADMITTED,
        Optional.of(world.workload.checkpoint()),
        tables(),
        Map.of());
  }

  private List<TableState> tables() {
    long count = world.volume.transactions();
    return List.of(new TableState("trades", "trades~1", "T", true, false, count, count));
  }

  private List<TableCount> counts() {
    long count = world.volume.transactions();
    return List.of(new TableCount("trades", count, 0, count));
  }

  private static Map<String, Parameter> parameters(Set<String> keys) {
    Map<String, Parameter> parameters = new HashMap<>();
    for (String key : keys) {
      String value = key.equals("replication.role") ? "primary" : "one";
      parameters.put(key, new Parameter(key, value, "conf"));
    }
    return parameters;
  }

  private AccessState access() {
    var access = world.variant.spec().getAccess();
    Map<String, List<AccessState.Grant>> grants = new HashMap<>();
    Map<String, Set<String>> memberships = new HashMap<>();
    for (GroupSpec group : access.getGroups()) {
      grants.put(group.getName(), grants(group.getGrants()));
    }
    for (UserSpec user : access.getUsers()) {
      grants.put(user.getName(), grants(user.getGrants()));
      memberships.put(user.getName(), Set.copyOf(user.getGroups()));
    }
    for (ServiceAccountSpec account : access.getServiceAccounts()) {
      grants.put(account.getName(), grants(account.getGrants()));
    }
    Set<String> known = world.principals();
    return new AccessState(known, known, known, memberships, grants);
  }

  private static List<AccessState.Grant> grants(List<GrantSpec> specs) {
    return specs.stream()
        .flatMap(spec -> spec.getPermissions().stream())
        .map(permission -> new AccessState.Grant(permission, ""))
        .toList();
  }
}
