# The images of this repository's own programs, from what Maven has built; and the registry, which has the private ones.

PRIVATE=registry.example.com ENTERPRISE=questdb:3.2.4-enterprise
OPERATOR=localhost/questdb-migration-operator:lab # containerd takes the name in an OCI archive as it is
REGISTRY=127.0.0.1:5000 # in the namespace; every registry's name leads there
REGISTRY_FILES=$STATE/registry MADE=$STATE/images

# ---- images ----
changed() { # NAME FILE...: whether NAME was made of something else, or never; `made NAME` belongs at the end of making it
  SUM=$(sha256sum "${@:2}" "$IMAGES/complete" "$HERE/sh/applications.sh" | sha256sum)
  [[ ! -e $MADE/$1.sum || $(<"$MADE/$1.sum") != "$SUM" ]]
}
made() { echo "$SUM" >"$MADE/$1.sum"; }
root_of() { # NAME DIRECTORY: the layer's root, empty but for the directory
  rm -rf "${MADE:?}/$1"
  mkdir -p "$MADE/$1/$2"
}
make_layer() { image layer "$MADE/$1.layer" "$MADE/$1"; }
push() { # REFERENCE: with $OPTIONS. A node that had it must pull it again
  image push "$REGISTRY_FILES" "$1" "${OPTIONS[@]}"
  forget_private
  echo "made $PRIVATE/$1"
}

make_open_source() { # the same server under a private name, which nobody mistakes for Enterprise
  changed open-source "$IMAGES/questdb.layer" || return 0
  open_source
  # By one more variable another image: a kubelet that has pulled it with a secret wants the secret for its like, too.
  OPTIONS=(env=LAB_COPY=private "${OPTIONS[@]}")
  push "questdb:$(questdb_version)"
  made open-source
}
make_enterprise() { # the stand-in
  local package=io/questdb/migration/lab classes=$ROOT/lab/target/classes
  changed enterprise "$classes/$package"/*.class "$classes/$package"/enterprise/*.class || return 0
  root_of enterprise "opt/enterprise/$package"
  cp -r "$classes/$package"/{*.class,enterprise} "$MADE/enterprise/opt/enterprise/$package/"
  make_layer enterprise
  server "$MADE/enterprise.layer" /opt/enterprise io.questdb.migration.lab.enterprise.EnterpriseServer
  push "$ENTERPRISE"
  made enterprise
}
make_operator() { # by Maven, as for everybody else; only what lies below is the lab's own
  local offline=() jar=("$ROOT"/operator/target/questdb-migration-operator-*-SNAPSHOT.jar)
  changed operator "${jar[0]}" "$ROOT"/operator/target/lib/*.jar "$ROOT/operator/pom.xml" || return 0
  [[ -z ${LAB_INSIDE:-} ]] || offline=(-o) # there is no uplink
  (cd "$ROOT" && mvn -q -B -ntp "${offline[@]}" -Pquick -pl operator jib:buildTar \
    -Djib.from.image="tar://$IMAGES/java.tar" -Djib.to.image="$OPERATOR" -Djib.outputPaths.tar="$MADE/operator.tar")
  made operator
  echo "made $OPERATOR"
}

make_images() {
  [[ -e $(echo "$ROOT"/operator/target/questdb-migration-operator-*-SNAPSHOT.jar) ]] ||
    fail 1 "Maven has built nothing here: run mvn -Pquick -DskipTests package first"
  need python3:python3 mvn:maven
  mkdir -p "$MADE"
  make_open_source
  make_enterprise
  make_operator
  ! alive containerd || load_new
}

# ---- registry ----
start_registry() {
  local user password
  read -r user password < <(sed -n 's/.*"username": "\([^"]*\)", "password": "\([^"]*\)".*/\1 \2/p' \
    "$ROOT/examples/everything-secrets.yaml")
  # The registry knows bcrypt only; Perl's crypt is the C library's.
  perl -e 'print "$ARGV[0]:", crypt($ARGV[1], q($2y$05$questdbmigrationlab...)), "\n"' "$user" "$password" >"$CONF/htpasswd"
  cat >"$CONF/registry.yaml" <<YAML
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $REGISTRY_FILES}}
http: {addr: $REGISTRY}
auth: {htpasswd: {realm: lab, path: $CONF/htpasswd}}
YAML
  start registry docker-registry serve "$CONF/registry.yaml"
}

forget_private() { # so that the next pod pulls, and needs its secret. An image that others share keeps its content
  alive containerd || return 0
  cri images ls | awk -v private="$PRIVATE/" '
    index($1, private) == 1 { print $1; ours[$3] = 1; next }
    /^sha256:/ { id[$3] = $1; next }
    { others[$3] = 1 }
    END { for (d in id) if (d in ours && !(d in others)) print id[d] }' | xargs -r -n 1 ctr -a "$CRI_SOCKET" -n k8s.io images rm >/dev/null
}
