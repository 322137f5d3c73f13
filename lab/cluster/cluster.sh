#!/usr/bin/env bash
# A Kubernetes cluster made of plain processes of this machine, built from Go modules.
#
#   cluster.sh build [control|node]   compiles what a cluster needs, once; about ten minutes of two cores. A node's
#                                     images need root
#   cluster.sh build helm             compiles Helm 3 and Helm 4, to install with; `up` puts them beside kubectl
#   cluster.sh up [control|node]      control: etcd, kube-apiserver, kube-controller-manager, kube-scheduler; no root.
#                                     node: also containerd, kubelet, kube-proxy and storage, for real pods; needs root
#   cluster.sh down                   ends what `up` started and forgets the cluster; also after a crash
#   cluster.sh status                 its processes and their memory; exits with 1 unless all of them run
#   cluster.sh enter COMMAND...       runs it in the network namespace of this cluster's node, which need not be up yet
#   cluster.sh images                 makes the images of the operator and of the Enterprise stand-in from what Maven has
#                                     built, where that has changed, and gives them to the node; `up node` does so too
#   cluster.sh load FILE.tar...       gives images to a node, from archives as Docker saves them
#   cluster.sh restart NAME           ends one of the processes that `status` shows and starts it as it was
#   cluster.sh kill CONTAINER         kills the process of a container, by its ID in a pod's status
#   cluster.sh packages [control|node]  the Debian packages of what build and up need and this machine has not
#
# `control` is what is built and brought up if nothing is said. A node has a network namespace of its own without an
# uplink, so that nothing leaves this machine; `up` prints how to enter it. The environment may say otherwise for:
#   LAB_CACHE      where binaries are kept (${XDG_CACHE_HOME:-~/.cache}/questdb-migration-lab)
#   LAB_STATE      one cluster's directory ($LAB_CACHE/cluster); clusters in different directories run side by side.
#                  At most 60 characters for a node, whose sockets are in it
#   LAB_FORK       the name of one of several JVMs, each with a cluster of its own: goes to the end of LAB_STATE
#   LAB_ADDRESS    of the control plane, with LAB_SERVICES, the addresses of Services (both from 127.0.0.0/8, by LAB_STATE)
#
# Exit codes: 2 wrong usage, 3 no Go, 4 a program is missing, 5 no root, 6 not built; 1 anything else.
set -euo pipefail
umask 022

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
CACHE=${LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/questdb-migration-lab}
STATE=$(realpath -m "${LAB_STATE:-$CACHE/cluster}${LAB_FORK:+-$LAB_FORK}")
PKI=$STATE/pki CONF=$STATE/conf LOG=$STATE/log PID=$STATE/pid
export KUBECONFIG=$STATE/kubeconfig

fail() { # CODE MESSAGE
  echo "cluster.sh: $2" >&2
  exit "$1"
}
need_root() { # WHO
  [[ $(id -u) -eq 0 ]] || fail 5 "$1 needs root"
}
usage() {
  awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "${BASH_SOURCE[0]}" >&2
  exit 2
}
RUNNING_CONTROL=(openssl:openssl curl:curl) # PROGRAM:DEBIAN-PACKAGE
RUNNING_NODE=(containerd:containerd runc:runc nft:nftables mkfs.ext4:e2fsprogs ip:iproute2 nsenter:util-linux
  docker-registry:docker-registry /usr/lib/cni/bridge:containernetworking-plugins perl:perl-base)
BUILDING_IMAGES=(gcc:gcc /usr/include/stdlib.h:libc6-dev python3:python3 mvn:maven jlink:openjdk-17-jdk-headless)
lacking() { # PROGRAM:DEBIAN-PACKAGE...
  local each
  for each in "$@"; do
    [[ $each == /* && -e ${each%%:*} ]] || command -v "${each%%:*}" >/dev/null || echo "$each"
  done
}
need() { # PROGRAM:DEBIAN-PACKAGE...
  local missing
  mapfile -t missing < <(lacking "$@")
  [[ ${#missing[@]} -eq 0 ]] || fail 4 "missing: ${missing[*]%%:*}; install with: apt-get install -y ${missing[*]##*:}"
}
packages() {
  local needed=("${RUNNING_CONTROL[@]}") missing
  [[ $KIND == control ]] || needed+=("${RUNNING_NODE[@]}" "${BUILDING_IMAGES[@]}")
  mapfile -t missing < <(lacking "${needed[@]}")
  echo "${missing[*]##*:}"
}
for part in processes build images helm control applications node; do
  # shellcheck source=/dev/null
  source "$HERE/sh/$part.sh"
done

kind() { # [control|node]
  case ${1:-control} in control | node) echo "${1:-control}" ;; *) usage ;; esac
}
locked() { # CMD...: alone in this cluster's directory
  mkdir -p "$STATE"
  exec 9>"$STATE/lock"
  flock 9
  "$@"
}

in_node() { # CMD...: in the namespace of the node, if this cluster has one
  if [[ -e /run/netns/$NAME && ${LAB_INSIDE:-} != "$NAME" ]]; then inside "$HERE/cluster.sh" "${ARGUMENTS[@]}"; fi
  "$@"
}

require_node() { [[ -e /run/netns/$NAME ]] || fail 1 "there is no node"; }
up_alone() {
  [[ ! -e /run/netns/$NAME ]] || fail 1 "a node is up in $STATE"
  up_control
}

ARGUMENTS=("$@")
case ${1:-} in
  build) if [[ ${2:-} == helm ]]; then build_helm; else KIND=$(kind "${2:-}"); build; fi ;;
  up)
    KIND=$(kind "${2:-}")
    if [[ $KIND == node ]]; then make_namespace; in_node locked up_node; else locked up_alone; fi
    echo "export KUBECONFIG=$KUBECONFIG"
    [[ $KIND == control ]] || echo "nsenter --net=/run/netns/$NAME bash"
    ;;
  down) if [[ -e /run/netns/$NAME ]]; then in_node locked down_node; else locked down; fi ;;
  status) in_node status ;;
  enter) [[ $# -ge 2 ]] || usage; enter "${@:2}" ;;
  images) KIND=node require_built; locked make_images ;;
  load) require_node; load "${@:2}" ;;
  restart)
    [[ $# -eq 2 ]] || usage
    KIND=control
    [[ ! -e /run/netns/$NAME ]] || KIND=node
    in_node locked restart "$2"
    ;;
  kill) [[ $# -eq 2 ]] || usage; require_node; cri tasks kill -s KILL "$2" ;;
  packages) KIND=$(kind "${2:-}"); packages ;;
  *) usage ;;
esac
