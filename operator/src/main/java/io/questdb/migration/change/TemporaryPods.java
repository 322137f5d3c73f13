package io.questdb.migration.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.Durations;
import io.questdb.migration.api.v1alpha1.TimeoutsSpec;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.VolumeReport;
import io.questdb.migration.facts.WorkloadPin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The pods that run beside the database: on its node, as the owner of its files, restricted
 * otherwise, without any of the workload's labels, and with a deadline of their own.
 *
 * @param image the operator's own image
 * @param pullSecrets to pull it with
 */
public record TemporaryPods(String image, List<String> pullSecrets) {
  /** The container that reports on the volume, or writes on it. */
  public static final String VOLUME = "volume";

  /** The container that stages the merged configuration. */
  public static final String STAGE = "stage";

  /** The container that waits for the server's lock, reads the seal, and keeps servers out. */
  public static final String ATTEND = "attend";

  /** The rehearsed Enterprise server. */
  public static final String SERVER = "server";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long DEFAULT_UID = 10001;
  private static final int ATTEND_PORT = 9101;

  /** So long the fence stands for a person when an outage cannot be given back. */
  private static final Duration PATIENCE = Duration.ofHours(6);

  private static final String DATA = "/data";

  /** Mounts the claim read-only and reports. */
  public Pod inspect(Run run, WorkloadPin pin, StatefulSet set, int attempt) {
    PodSpec spec = spec(pin, set, Duration.ofMinutes(10));
    spec.getVolumes().add(claim(pin));
    spec.getContainers().add(volume(VOLUME, user(pin, set), true, "inspect", "--root=" + DATA));
    return pod(run, Names.of(run, "inspect", attempt), spec);
  }

  /**
   * Boots the Enterprise image on an empty directory, with the merged configuration and the
   * secrets.
   */
  public Pod rehearse(Run run, WorkloadPin pin, StatefulSet set, VolumeReport report, int attempt) {
    PodSpec spec = spec(pin, set, Duration.ofMinutes(30));
    EnterpriseTemplate template = new EnterpriseTemplate(run.spec(), pin);
    PodSpec database = set.getSpec().getTemplate().getSpec();
    // A file mounted over conf/server.conf would leave its directory to root: the merge is written
    // instead.
    spec.getVolumes().add(emptyDir("root"));
    spec.getVolumes().add(claim(pin));
    String target = ConfigSource.path("/root-directory");
    Container merge =
        volume(
            STAGE,
            report.uid(),
            true,
            "merge-conf",
            "--from=" + source(pin),
            "--to=" + target,
            "--properties=" + json(ServerProperties.rehearsed(run.spec())));
    merge.getVolumeMounts().add(mount("root", "/root-directory", false));
    if (pin.serverConf().inObject()) {
      spec.getVolumes().add(configVolume(pin.serverConf()));
      merge.getVolumeMounts().add(mount("source", "/source", true));
    }
    spec.getInitContainers().add(merge);
    Container original = template.container(database);
    Container server = server(run, pin, original);
    FilesOfDatabase.mount(database, original, ConfigSource.path(pin.dataPath()), spec, server);
    spec.getContainers().add(server);
    template.rehearsalSecrets(spec, server);
    pullSecrets(template, database, spec);
    // Without the group: the kubelet would give it every file of the claim, under the server.
    spec.setSecurityContext(
        new PodSecurityContextBuilder(context(database))
            .withFsGroup(null)
            .withFsGroupChangePolicy(null)
            .build());
    return pod(run, Names.of(run, "rehearse", attempt), spec);
  }

  private static Container server(Run run, WorkloadPin pin, Container original) {
    return new ContainerBuilder()
        .withName(SERVER)
        .withImage(run.spec().getEnterprise().getImage())
        .withImagePullPolicy(original.getImagePullPolicy())
        .withEnv(original.getEnv())
        .withEnvFrom(original.getEnvFrom())
        .withCommand(original.getCommand())
        .withArgs(original.getArgs())
        .withSecurityContext(original.getSecurityContext())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(mount("root", pin.dataPath(), false))
        .build();
  }

  /** Stages the configuration, then waits for the server's lock and keeps it: the fence. */
  public Pod attend(Run run, WorkloadPin pin, StatefulSet set, VolumeReport report, int attempt) {
    Duration deadline = longestOutage(run).plus(PATIENCE);
    PodSpec spec = spec(pin, set, deadline);
    spec.getVolumes().add(claim(pin));
    if (!pin.serverConf().inObject()) {
      spec.getInitContainers()
          .add(
              volume(
                  STAGE,
                  report.uid(),
                  false,
                  "stage-conf",
                  "--root=" + DATA,
                  "--name=" + Names.stagedFile(run, attempt),
                  "--properties=" + json(ServerProperties.of(run.spec()))));
    }
    Container attend =
        volume(
            ATTEND,
            report.uid(),
            false,
            "attend",
            "--root=" + DATA,
            "--ready-host=$(POD_IP)",
            "--ready-port=" + ATTEND_PORT);
    // Not a readiness probe: a kubelet that has just seen a pod change takes up to a second longer
    // to end it, and the end of this one is part of the outage.
    attend.setStartupProbe(
        new ProbeBuilder()
            .withNewTcpSocket()
            .withNewPort(ATTEND_PORT)
            .endTcpSocket()
            .withPeriodSeconds(1)
            .withFailureThreshold(Math.toIntExact(deadline.toSeconds()))
            .build());
    spec.getContainers().add(attend);
    // A kubelet that meets a Secret for the first time is refused it if the API server's node
    // authorizer is a moment behind, and then tries without, waits and tries again: seconds of
    // outage.
    EnterpriseTemplate template = new EnterpriseTemplate(run.spec(), pin);
    pullSecrets(template, set.getSpec().getTemplate().getSpec(), spec);
    return pod(run, Names.of(run, "attend", attempt), spec);
  }

  private static Duration longestOutage(Run run) {
    TimeoutsSpec limits = run.spec().getTimeouts();
    return Durations.parse(limits.getStart())
        .plus(Durations.parse(limits.getStop()))
        .plus(Durations.parse(limits.getOutage()));
  }

  /** Puts the staged configuration in the original's place. */
  public Pod install(
      Run run, WorkloadPin pin, StatefulSet set, VolumeReport report, String staged) {
    PodSpec spec = spec(pin, set, Duration.ofMinutes(10));
    spec.getVolumes().add(claim(pin));
    spec.getContainers()
        .add(
            volume(
                VOLUME, report.uid(), false, "install-conf", "--root=" + DATA, "--name=" + staged));
    return pod(run, Names.of(run, "install", 1), spec);
  }

  /** Removes the staged configuration of an attempt that was given back. */
  public Pod removeStaged(
      Run run, WorkloadPin pin, StatefulSet set, VolumeReport report, int attempt) {
    PodSpec spec = spec(pin, set, Duration.ofMinutes(10));
    spec.getVolumes().add(claim(pin));
    spec.getContainers()
        .add(
            volume(
                VOLUME,
                report.uid(),
                false,
                "remove-conf",
                "--root=" + DATA,
                "--name=" + Names.stagedFile(run, attempt)));
    return pod(run, Names.of(run, "unstage", attempt), spec);
  }

  private PodSpec spec(WorkloadPin pin, StatefulSet set, Duration deadline) {
    PodSpec original = set.getSpec().getTemplate().getSpec();
    PodSpec spec =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withActiveDeadlineSeconds(deadline.toSeconds())
            .withTerminationGracePeriodSeconds(5L)
            .withAutomountServiceAccountToken(false)
            .withTolerations(original.getTolerations())
            .withNewSecurityContext()
            .withSeLinuxOptions(context(original).getSeLinuxOptions())
            .endSecurityContext()
            .build();
    spec.setAffinity(onNode(pin.nodeName()));
    spec.getVolumes().add(emptyDir("tmp"));
    pullSecrets.forEach(secret -> spec.getImagePullSecrets().add(new LocalObjectReference(secret)));
    return spec;
  }

  /** Adds those that either edition of the database is pulled with. */
  private static void pullSecrets(EnterpriseTemplate template, PodSpec database, PodSpec spec) {
    template.pullSecrets(spec);
    spec.setImagePullSecrets(
        Stream.concat(spec.getImagePullSecrets().stream(), database.getImagePullSecrets().stream())
            .distinct()
            .toList());
  }

  private static Affinity onNode(String node) {
    NodeSelectorRequirement name =
        new NodeSelectorRequirement("metadata.name", "In", List.of(node));
    NodeSelector required = new NodeSelector(List.of(new NodeSelectorTerm(null, List.of(name))));
    return new Affinity(new NodeAffinity(null, required), null, null);
  }

  private Container volume(
      String name, long uid, boolean readOnly, String command, String... arguments) {
    List<String> args = new ArrayList<>(List.of("volume", command));
    args.addAll(List.of(arguments));
    // The default, but a node that cannot mount files finds paths only where they are written.
    args.add("--termination-message=/dev/termination-log");
    Container container =
        new ContainerBuilder()
            .withName(name)
            .withImage(image)
            .withArgs(args)
            .withNewSecurityContext()
            .withRunAsUser(uid)
            .withRunAsNonRoot(uid != 0)
            .withAllowPrivilegeEscalation(false)
            .withReadOnlyRootFilesystem(true)
            .withNewCapabilities()
            .addToDrop("ALL")
            .endCapabilities()
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withNewResources()
            .addToRequests("cpu", new Quantity("10m"))
            .addToRequests("memory", new Quantity("64Mi"))
            .addToLimits("memory", new Quantity("256Mi"))
            .endResources()
            .build();
    container
        .getEnv()
        .add(
            new EnvVarBuilder()
                .withName("POD_IP")
                .withNewValueFrom()
                .withNewFieldRef(null, "status.podIP")
                .endValueFrom()
                .build());
    container.getVolumeMounts().add(mount("data", DATA, readOnly));
    container.getVolumeMounts().add(mount("tmp", "/tmp", false));
    return container;
  }

  private static Pod pod(Run run, String name, PodSpec spec) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(run.namespace())
            .withName(name)
            .withLabels(Labels.temporary(run.uid()))
            .endMetadata()
            .build();
    pod.setSpec(spec);
    return pod;
  }

  private static Volume claim(WorkloadPin pin) {
    return new VolumeBuilder()
        .withName("data")
        .withNewPersistentVolumeClaim(pin.claimName(), false)
        .build();
  }

  private static Volume emptyDir(String name) {
    Volume volume = new Volume();
    volume.setName(name);
    volume.setEmptyDir(new EmptyDirVolumeSource());
    return volume;
  }

  private static Volume configVolume(ConfigSource source) {
    VolumeBuilder volume = new VolumeBuilder().withName("source");
    return source.kind() == ConfigSource.Kind.SECRET
        ? volume.withNewSecret().withSecretName(source.name()).endSecret().build()
        : volume.withNewConfigMap().withName(source.name()).endConfigMap().build();
  }

  private static VolumeMount mount(String volume, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(path)
        .withReadOnly(readOnly ? true : null)
        .build();
  }

  private static String source(WorkloadPin pin) {
    return pin.serverConf().inObject()
        ? "/source/" + pin.serverConf().key()
        : ConfigSource.path(DATA);
  }

  private static PodSecurityContext context(PodSpec pod) {
    return Optional.ofNullable(pod.getSecurityContext()).orElseGet(PodSecurityContext::new);
  }

  /** As which user the database runs, as far as the set says. */
  private static long user(WorkloadPin pin, StatefulSet set) {
    PodSpec pod = set.getSpec().getTemplate().getSpec();
    return pod.getContainers().stream()
        .filter(container -> container.getName().equals(pin.containerName()))
        .map(Container::getSecurityContext)
        .filter(Objects::nonNull)
        .map(SecurityContext::getRunAsUser)
        .filter(Objects::nonNull)
        .findFirst()
        .or(() -> Optional.ofNullable(context(pod).getRunAsUser()))
        .orElse(DEFAULT_UID);
  }

  private static String json(SortedMap<String, String> properties) {
    try {
      return JSON.writeValueAsString(properties);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is always JSON", e);
    }
  }
}
