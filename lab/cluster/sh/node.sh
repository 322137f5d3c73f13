# One node of the machine's own kernel, in a network namespace without an uplink: containerd, kubelet, kube-proxy, storage.

NODE=node1 NODE_IP=10.244.0.1 POD_NET=10.244.0 BRIDGE=qlab0
NAME=qlab-$(cksum <<<"$STATE" | cut -d' ' -f1) # of the network namespace and of the cgroup
NODE_SERVICES=10.96.0.0/24
KUBELET=$STATE/kubelet CONTAINERD=$STATE/containerd
KNOBS=127.0.0.1:9810 # of the storage driver, in the namespace
CRI_SOCKET=$CONTAINERD/containerd.sock CSI_SOCKET=$KUBELET/plugins/lab/csi.sock

make_namespace() {
  [[ ${#STATE} -le 60 ]] || fail 1 "$STATE is too long for the sockets in it: give a shorter LAB_STATE"
  need_root "a node"
  need ip:iproute2 nsenter:util-linux
  [[ ! -e /run/netns/$NAME ]] || return 0
  # Whoever is inside stays inside: `down` has only taken the name away.
  if [[ ${LAB_INSIDE:-} == "$NAME" ]]; then ip netns attach "$NAME" $$; else ip netns add "$NAME"; fi
}
inside() { # CMD...: in the namespace; `ip netns exec` would hide the cgroups
  LAB_STATE=$STATE LAB_FORK='' LAB_INSIDE=$NAME exec nsenter --net="/run/netns/$NAME" "$@"
}
enter() { # CMD...
  make_namespace
  nsenter --net="/run/netns/$NAME" ip link set lo up
  inside "$@"
}

# ---- network ----
make_network() {
  ip link set lo up
  ip link show "$BRIDGE" >/dev/null 2>&1 || ip link add "$BRIDGE" type bridge
  ip addr replace "$NODE_IP/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  ip route replace "$NODE_SERVICES" dev "$BRIDGE"
  sysctl -qw net.ipv4.ip_forward=1
  (($(sysctl -n fs.inotify.max_user_instances) >= 512)) || sysctl -qw fs.inotify.max_user_instances=1024
}

# ---- containers ----
cri() { ctr -a "$CRI_SOCKET" -n k8s.io "$@"; }
load() { # FILE.tar...
  local file
  for file in "$@"; do cri images import --all-platforms "$file" >/dev/null; done
}
load_new() { # images outlive a cluster
  local file mark now
  mkdir -p "$CONTAINERD/loaded"
  for file in "$IMAGES"/*.tar "$MADE"/*.tar; do
    mark=$CONTAINERD/loaded/$(basename "$file")
    now=$(stat -c '%n %y' "$file")
    [[ -e $mark && $(<"$mark") == "$now" ]] || { load "$file"; echo "$now" >"$mark"; }
  done
}
start_containerd() {
  mkdir -p "$CONTAINERD/cni" "$CONTAINERD/hosts/_default"
  mount --make-rshared /
  cat >"$CONTAINERD/cni/10-lab.conflist" <<END
{"cniVersion": "0.4.0", "name": "lab", "plugins": [{"type": "bridge", "bridge": "$BRIDGE", "isGateway": true, "ipMasq": false,
 "hairpinMode": true, "ipam": {"type": "host-local", "dataDir": "$STATE/ipam", "routes": [{"dst": "0.0.0.0/0"}],
 "ranges": [[{"subnet": "$POD_NET.0/24", "rangeStart": "$POD_NET.10", "gateway": "$NODE_IP"}]]}}]}
END
  cat >"$CONTAINERD/config.toml" <<END
version = 2
root = "$CONTAINERD/root"
state = "$CONTAINERD/state"
[grpc]
  address = "$CRI_SOCKET"
[plugins."io.containerd.internal.v1.opt"]
  path = "$CONTAINERD/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:lab"
  restrict_oom_score_adj = true          # root may lack CAP_SYS_RESOURCE
  disable_tcp_service = true
  netns_mounts_under_state_dir = true    # and not among those of other clusters
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "$CONTAINERD/hosts"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$CONTAINERD/cni"
END
  cat >"$CONTAINERD/hosts/_default/hosts.toml" <<END
server = "http://$REGISTRY"
[host."http://$REGISTRY"]
  capabilities = ["pull", "resolve"]
END
  start containerd containerd --config "$CONTAINERD/config.toml"
  wait_for 30 containerd containerd ctr -a "$CRI_SOCKET" version
  load_new
  forget_private
}

# ---- kubelet and kube-proxy ----
make_cgroup() { # of its own: two kubelets on one tree kill each other's pods. Version 1 has one tree for each controller
  local controller
  for controller in /sys/fs/cgroup/*/; do
    [[ $controller != */unified/ && -w $controller ]] || continue
    mkdir -p "$controller$NAME"
    if [[ -e ${controller}cpuset.cpus ]]; then
      cat "${controller}cpuset.cpus" >"$controller$NAME/cpuset.cpus"
      cat "${controller}cpuset.mems" >"$controller$NAME/cpuset.mems"
    fi
  done
}
start_kubelet() {
  make_cgroup
  mkdir -p "$KUBELET"
  echo "nameserver $NODE_IP" >"$CONF/resolv.conf"
  cat >"$CONF/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $NODE_IP
healthzBindAddress: 127.0.0.1
cgroupDriver: cgroupfs
cgroupRoot: /$NAME
failCgroupV1: false
failSwapOn: false
containerRuntimeEndpoint: unix://$CRI_SOCKET
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $PKI/ca.crt}}
authorization: {mode: Webhook}
resolvConf: $CONF/resolv.conf
evictionHard: {nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
imageGCHighThresholdPercent: 100
maxOpenFiles: 20000
oomScoreAdj: 0
syncFrequency: 10s
nodeStatusUpdateFrequency: 5s
kubeAPIQPS: 100
kubeAPIBurst: 200
serializeImagePulls: false
makeIPTablesUtilChains: false
podLogsDir: $STATE/podlogs
featureGates: {KubeletEnsureSecretPulledImages: true} # a pod without the secret is no luckier than on another node
END
  start kubelet "$KUBE/kubelet" --config="$CONF/kubelet.yaml" --kubeconfig="$CONF/kubelet" --root-dir="$KUBELET" \
    --cert-dir="$KUBELET/pki" --hostname-override="$NODE" --node-ip="$NODE_IP"
}
start_proxy() {
  cat >"$CONF/proxy.yaml" <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clientConnection: {kubeconfig: $CONF/proxy}
clusterCIDR: $POD_NET.0/24
hostnameOverride: $NODE
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
nodePortAddresses: [127.0.0.0/8]
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
END
  start kube-proxy "$KUBE/kube-proxy" --config="$CONF/proxy.yaml"
}

# ---- storage ----
start_storage() {
  # Whatever a driver was told to refuse for a while is tried again every second.
  local quick=(--kube-api-qps=100 --kube-api-burst=200 --retry-interval-start=200ms --retry-interval-max=1s
    --kubeconfig="$KUBECONFIG")
  mkdir -p "$(dirname "$CSI_SOCKET")" "$KUBELET/plugins_registry" "$STATE/csi"
  "$STATE/kubectl" apply --server-side -f "$HERE/manifests/storage.yaml" >/dev/null
  start csi-driver "$CSI/csi-driver" --endpoint "$CSI_SOCKET" --registry "$KUBELET/plugins_registry" --node "$NODE" \
    --state "$STATE/csi" --control "$KNOBS"
  wait_for 20 csi-driver "the CSI socket" test -S "$CSI_SOCKET"
  start csi-provisioner "$CSI/csi-provisioner" "${quick[@]}" --csi-address="$CSI_SOCKET"
  # They can lose the deletion of a snapshot that is being cut, and then find it again at a resync, by default in 15 minutes.
  quick+=(--resync-period=10s)
  start csi-snapshotter "$CSI/csi-snapshotter" "${quick[@]}" --csi-address="$CSI_SOCKET"
  start snapshot-controller "$CSI/snapshot-controller" "${quick[@]}"
}

node_is() { # JSONPATH VALUE
  [[ $("$STATE/kubectl" get "$1" "$NODE" -o "jsonpath=$2") == *"$3"* ]]
}
up_node() {
  need "${RUNNING_NODE[@]}"
  KIND=node require_built
  make_images
  make_network
  up_control
  certificate kubelet "system:node:$NODE" system:nodes
  certificate proxy system:kube-proxy system:node-proxier
  kubeconfig kubelet "$CONF/kubelet"
  kubeconfig proxy "$CONF/proxy"
  start_registry
  start_containerd
  start_kubelet
  start_proxy
  start_storage
  wait_for 90 kubelet "the node" node_is node '{.status.conditions[?(@.type=="Ready")].status}' True
  wait_for 60 csi-driver "its registration" node_is csinode '{.spec.drivers[*].name}' csi.lab.questdb.io
}

# ---- down ----
end_pods() {
  local i
  if alive kubelet && alive kube-apiserver; then
    "$STATE/kubectl" delete pods -A --all --grace-period=2 --wait --timeout=60s >/dev/null 2>&1
    # Volumes are unmounted a moment after the pod objects are gone.
    for i in $(seq 50); do grep -q " $KUBELET/pods/" /proc/mounts || break; sleep 0.2; done
  fi
  stop kubelet
  if alive containerd; then
    for i in $(cri tasks ls -q); do cri tasks kill -s KILL "$i"; done
    sleep 0.3
    for i in $(cri containers ls -q); do cri tasks rm -f "$i"; cri containers rm "$i"; done
  fi >/dev/null 2>&1
}
end_containers() { # what no containerd knows any more: whatever is in the node's cgroup
  local i numbers
  for i in $(seq 50); do
    numbers=$(find /sys/fs/cgroup/*/"$NAME" -name cgroup.procs -exec cat {} + 2>/dev/null | sort -u)
    [[ -n $numbers ]] || return
    # shellcheck disable=SC2086
    kill -KILL $numbers 2>/dev/null
    sleep 0.1
  done
}
end_shims() { # of exactly this containerd
  local cmdline
  for cmdline in $(grep -lsaF -- "$CRI_SOCKET" /proc/[0-9]*/cmdline); do
    if { tr '\0' ' ' <"$cmdline"; } 2>/dev/null | grep -q -- "^[^ ]*containerd-shim.* -address $CRI_SOCKET "; then
      kill -KILL "$(cut -d/ -f3 <<<"$cmdline")"
    fi
  done 2>/dev/null
}
unmount() {
  local place
  awk -v a="$KUBELET/" -v b="$CONTAINERD/" -v c="$STATE/csi/" \
    'index($2, a) == 1 || index($2, b) == 1 || index($2, c) == 1 { print $2 }' /proc/mounts | sort -r |
    while read -r place; do umount "$place" 2>/dev/null || umount -l "$place"; done
}
down_node() { # a clean-up goes on, whatever it meets
  local name
  set +e +o pipefail
  stop kube-controller-manager 1 # nothing may make the pods again
  end_pods
  for name in csi-provisioner csi-snapshotter snapshot-controller csi-driver kube-proxy containerd registry; do stop "$name"; done
  end_shims
  end_containers
  unmount
  nft flush ruleset 2>/dev/null
  ip link del "$BRIDGE" 2>/dev/null # the namespace lives on while someone is in it
  for name in /sys/fs/cgroup/*/"$NAME"; do [[ ! -d $name ]] || find "$name" -depth -type d -exec rmdir {} \; ; done 2>/dev/null
  down
  rm -rf --one-file-system "$KUBELET" "$STATE/csi"
  rm -rf "$STATE/ipam" "$STATE/podlogs" "$CONTAINERD/state"
  ip netns del "$NAME"
}
