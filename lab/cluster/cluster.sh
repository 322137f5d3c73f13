#!/usr/bin/env bash
# A Kubernetes cluster made of plain processes of this machine, built from Go modules.
#
#   cluster.sh build [control|node]   compiles what a cluster needs, once; about ten minutes of two cores
#   cluster.sh up [control|node]      control: etcd, kube-apiserver, kube-controller-manager, kube-scheduler; no root.
#                                     node: also containerd, kubelet, kube-proxy and storage, for real pods; needs root
#   cluster.sh down                   ends what `up` started and forgets the cluster; also after a crash
#   cluster.sh status                 its processes and their memory; exits with 1 unless all of them run
#   cluster.sh load FILE.tar...       gives images to a node, from archives as Docker saves them
#
# `control` is what is built and brought up if nothing is said. A node has a network namespace of its own without an
# uplink, so that nothing leaves this machine; `up` prints how to enter it. The environment may say otherwise for:
#   LAB_CACHE      where binaries are kept (${XDG_CACHE_HOME:-~/.cache}/questdb-migration-lab)
#   LAB_STATE      one cluster's directory ($LAB_CACHE/cluster); clusters in different directories run side by side.
#                  At most 60 characters for a node, whose sockets are in it
#   LAB_ADDRESS    of the control plane, with LAB_SERVICES, the addresses of Services (both from 127.0.0.0/8, by LAB_STATE)
#
# Exit codes: 2 wrong usage, 3 no Go, 4 a program is missing, 5 no root, 6 not built; 1 anything else.
set -euo pipefail
umask 022

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/questdb-migration-lab}
STATE=$(realpath -m "${LAB_STATE:-$CACHE/cluster}")
PKI=$STATE/pki CONF=$STATE/conf LOG=$STATE/log PID=$STATE/pid
export KUBECONFIG=$STATE/kubeconfig

fail() { # CODE MESSAGE
  echo "cluster.sh: $2" >&2
  exit "$1"
}
usage() {
  awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "${BASH_SOURCE[0]}" >&2
  exit 2
}
need() { # PROGRAM:DEBIAN-PACKAGE...
  local each missing=() packages=()
  for each in "$@"; do
    command -v "${each%%:*}" >/dev/null || { missing+=("${each%%:*}"); packages+=("${each##*:}"); }
  done
  [[ ${#missing[@]} -eq 0 ]] || fail 4 "missing: ${missing[*]}; install with: apt-get install -y ${packages[*]}"
}
for part in processes build images control node; do
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
  if [[ -e /run/netns/$NAME && -z ${LAB_INSIDE:-} ]]; then inside "${ARGUMENTS[@]}"; fi
  "$@"
}

up_alone() {
  [[ ! -e /run/netns/$NAME ]] || fail 1 "a node is up in $STATE"
  up_control
}

ARGUMENTS=("$@")
case ${1:-} in
  build) KIND=$(kind "${2:-}"); build ;;
  up)
    KIND=$(kind "${2:-}")
    if [[ $KIND == node ]]; then make_namespace; in_node locked up_node; else locked up_alone; fi
    echo "export KUBECONFIG=$KUBECONFIG"
    [[ $KIND == control ]] || echo "nsenter --net=/run/netns/$NAME bash"
    ;;
  down) if [[ -e /run/netns/$NAME ]]; then in_node locked down_node; else locked down; fi ;;
  status) in_node status ;;
  load) [[ -e /run/netns/$NAME ]] || fail 1 "there is no node"; load "${@:2}" ;;
  *) usage ;;
esac
