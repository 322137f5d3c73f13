package io.questdb.migration.steps;

import io.questdb.migration.change.Names;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.Target;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.VolumeReport;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Boots the Enterprise image beside the database, so that nothing about it is found out in the
 * outage.
 */
final class RehearseStart implements Step {
  /** How the server lists keys that it does not know, one per line. */
  private static final Pattern UNKNOWN_KEY = Pattern.compile("(?m)^\\s*\\* ([A-Za-z0-9._]+)\\s*$");

  /** A key that every rehearsal sets and that the open-source server refuses. */
  private static final String KNOWN_TO_ENTERPRISE = "acl.enabled";

  private final TemporaryPods pods;

  RehearseStart(TemporaryPods pods) {
    this.pods = pods;
  }

  @Override
  public StepName name() {
    return StepName.REHEARSE_START;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.start(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    Set<Probe<?>> probes = new HashSet<>();
    probes.add(Workloads.probe(run));
    probes.add(new Probes.OurPod(podName(run)));
    probes.add(new Probes.Serving(target(run)));
    if (Targets.enforced(run.spec())) {
      probes.add(new Probes.Login(target(run)));
      probes.add(new Probes.DefaultLogin(target(run)));
    }
    return probes;
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    Optional<TemporaryPod> pod = world.see(new Probes.OurPod(podName(run)));
    if (pod.isEmpty()) {
      return PodRun.create(
          pods.rehearse(
              run,
              Targets.pin(run),
              Workloads.set(world),
              run.ledger().require(VolumeReport.class),
              run.ledger().attempt(name())));
    }
    Optional<TemporaryPod.Container> server = pod.get().container(TemporaryPods.SERVER);
    if (server.isPresent() && server.get().exitCode().isPresent()) {
      return ended(server.get());
    }
    Optional<Decision> failure = PodRun.failure(pod.get());
    if (failure.isPresent()) {
      return failure.get();
    }
    Optional<ServerIdentity> identity = world.see(new Probes.Serving(target(run)));
    if (identity.isEmpty() || server.isEmpty()) {
      return PodRun.pending(pod.get());
    }
    return served(world, pod.get(), server.get(), identity.get());
  }

  private Decision served(
      World world, TemporaryPod pod, TemporaryPod.Container server, ServerIdentity identity) {
    Run run = world.run();
    if (identity.edition() != Edition.EE) {
      return new Decision.Hold(
          Reason.EDITION_WRONG,
          "image "
              + run.spec().getEnterprise().getImage()
              + " is not QuestDB Enterprise: correct spec.enterprise.image");
    }
    if (Targets.enforced(run.spec())) {
      Optional<Admission> admin = world.see(new Probes.Login(target(run)));
      Optional<Admission> standard = world.see(new Probes.DefaultLogin(target(run)));
      if (admin.isEmpty() || standard.isEmpty()) {
        return PodRun.pending(pod);
      }
      Optional<Decision> refusal = refusal(run, admin.get(), standard.get());
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    double seconds = Limits.sinceStart(run, name());
    return new Decision.Complete(
        Reason.DONE,
        "Enterprise " + identity.version() + " started in " + seconds + " s",
        new StartReport(identity.version(), server.imageId(), seconds));
  }

  private static Optional<Decision> refusal(Run run, Admission admin, Admission standard) {
    String secret = run.spec().getAccess().getAdminSecretName();
    if (admin != Admission.ADMITTED) {
      return Optional.of(
          new Decision.Hold(
              Reason.ADMIN_LOGIN_FAILED,
              "the rehearsed server refuses the login of Secret "
                  + secret
                  + ": this build may not read its password from a file"));
    }
    return standard != Admission.ADMITTED
        ? Optional.empty()
        : Optional.of(
            new Decision.Hold(
                Reason.ADMIN_LOGIN_FAILED,
                "the rehearsed server accepts the documented default password: choose another one in"
                    + " Secret "
                    + secret));
  }

  /** Only the names of keys are taken from what the server said: the rest may quote a value. */
  private static Decision ended(TemporaryPod.Container server) {
    Set<String> unknown = new TreeSet<>();
    Matcher keys = UNKNOWN_KEY.matcher(server.message());
    while (keys.find()) {
      unknown.add(keys.group(1));
    }
    if (unknown.contains(KNOWN_TO_ENTERPRISE)) {
      return new Decision.Hold(
          Reason.EDITION_WRONG,
          "the rehearsed server does not know "
              + KNOWN_TO_ENTERPRISE
              + ", so it is not QuestDB Enterprise: correct spec.enterprise.image");
    }
    if (!unknown.isEmpty()) {
      return new Decision.Hold(
          Reason.CONFIG_KEY_UNKNOWN,
          "Enterprise does not know these keys of server.conf: "
              + String.join(", ", unknown)
              + ": remove them");
    }
    return new Decision.Hold(
        Reason.START_FAILED,
        "the rehearsed server ended with "
            + server.exitCode().orElse(-1)
            + ": look at the TLS and admin Secrets and at the image's architecture");
  }

  private Target target(Run run) {
    return Targets.enterprise(run, podName(run));
  }

  private String podName(Run run) {
    return Names.of(run, "rehearse", run.ledger().attempt(name()));
  }
}
