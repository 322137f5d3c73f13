# Compiles once for each state of a Go module and version of Go.

export CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-mod=readonly
BUILD_FLAGS=(-trimpath -buildvcs=false)
KUBERNETES=(etcd kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl)
SNAPSHOTTER=github.com/kubernetes-csi/external-snapshotter
PROVISIONER=github.com/kubernetes-csi/external-provisioner
STRIPPED="-s -w"

version_flags() { # what the API server says of itself
  local release variable=k8s.io/component-base/version
  release=$(sed -n 's/^[[:space:]]*k8s.io\/kubernetes \(v[^ ]*\)$/\1/p' "$HERE/kube/go.mod")
  echo "$STRIPPED -X $variable.gitVersion=$release -X $variable.gitMajor=1" \
    "-X $variable.gitMinor=$(cut -d. -f2 <<<"$release") -X $variable.gitTreeState=clean" \
    "-X $variable.buildDate=1970-01-01T00:00:00Z"
}

built() { # MODULE LINKER-FLAGS: the directory for what is made of exactly these inputs
  command -v go >/dev/null || fail 3 "there is no Go: install 1.26 or newer to build the control plane"
  local key
  key=$(cd "$HERE/$1" && { go version; echo "${BUILD_FLAGS[*]} $2"; sources | xargs sha256sum; } | sha256sum)
  echo "$CACHE/$1-${key:0:16}"
}
sources() { find . -name '*.go' -o -name 'go.*' | sort; }

compile() { # DIRECTORY NAME MODULE PACKAGE LINKER-FLAGS
  [[ ! -x $1/$2 ]] || return 0
  local since=$SECONDS
  echo "building $2"
  (cd "$HERE/$3" && nice -n 19 go build -p 2 "${BUILD_FLAGS[@]}" -ldflags "$5" -o "$1/$2.tmp" "$4")
  mv "$1/$2.tmp" "$1/$2"
  echo "built $2 in $((SECONDS - since)) s"
}

build_kube() {
  local name
  mkdir -p "$KUBE"
  compile "$KUBE" kubernetes kube . "$(version_flags)"
  for name in "${KUBERNETES[@]}"; do ln -sfn kubernetes "$KUBE/$name"; done
}

build_storage() { # the driver, and what runs beside it
  compile "$CSI" csi-driver csi ./driver "$STRIPPED"
  compile "$CSI" csi-provisioner csi "$PROVISIONER/v6/cmd/csi-provisioner" "$STRIPPED"
  compile "$CSI" csi-snapshotter csi "$SNAPSHOTTER/v8/cmd/csi-snapshotter" "$STRIPPED"
  compile "$CSI" snapshot-controller csi "$SNAPSHOTTER/v8/cmd/snapshot-controller" "$STRIPPED"
}

build_definitions() { # the snapshot API, which is no part of Kubernetes
  [[ ! -d $CSI/definitions ]] || return 0
  local module=$SNAPSHOTTER/client/v8 directory
  (cd "$HERE/csi" && go mod download "$module")
  directory=$(cd "$HERE/csi" && go list -m -f '{{.Dir}}' "$module")
  rm -rf "$CSI/definitions.tmp"
  mkdir -p "$CSI/definitions.tmp"
  cp "$directory"/config/crd/snapshot.storage.k8s.io_*.yaml "$CSI/definitions.tmp"
  chmod u+w "$CSI/definitions.tmp"/*
  mv "$CSI/definitions.tmp" "$CSI/definitions"
}

locate() {
  KUBE=$(built kube "$(version_flags)")
  CSI=$(built csi "$STRIPPED")
  IMAGES=$(images)
}

build() {
  [[ $KIND == control || $(uname -m) == x86_64 ]] || fail 1 "the images of a node are made for x86-64 only"
  locate
  mkdir -p "$CACHE"
  exec 8>"$CACHE/lock"
  flock 8
  build_kube
  build_definitions
  [[ $KIND == control ]] || { build_storage; build_images; }
}

require_built() {
  locate
  local needed=("$KUBE/kubernetes" "$CSI/definitions")
  [[ $KIND == control ]] || needed+=("$CSI/snapshot-controller" "$IMAGES/complete")
  local each
  for each in "${needed[@]}"; do
    [[ -e $each ]] || fail 6 "not built for this Go and these modules: run $HERE/cluster.sh build $KIND"
  done
}
