# Helm 3 and Helm 4, which write what they install in different ways.

helm_directory() { built "helm$1" "$STRIPPED"; } # MAJOR

build_helm() {
  local major directory
  mkdir -p "$CACHE"
  exec 8>"$CACHE/lock"
  flock 8
  for major in 3 4; do
    directory=$(helm_directory $major)
    mkdir -p "$directory"
    compile "$directory" helm "helm$major" "helm.sh/helm/v$major/cmd/helm" "$STRIPPED"
  done
}

link_helm() { # beside kubectl, where it is built; called helm, since that is the field manager that it names itself
  local major directory
  for major in 3 4; do
    directory=$(helm_directory $major)
    [[ ! -x $directory/helm ]] || ln -sfn "$directory" "$STATE/helm$major"
  done
}
