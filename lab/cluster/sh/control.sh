# Certificates, kubeconfigs and the processes of the control plane.

addresses() { # a pair for each state directory, all on loopback, so that nothing of it can be reached from outside
  local number network
  if [[ $KIND == node ]]; then # in a network namespace of its own
    ADDRESS=127.0.0.1 SERVICES=$NODE_SERVICES ADVERTISED=$NODE_IP LISTENING=0.0.0.0
    return
  fi
  number=$(($(cksum <<<"$STATE" | cut -d' ' -f1) % 16128))
  network=127.$((192 + number / 256)).$((number % 256))
  ADDRESS=${LAB_ADDRESS:-$network.1}
  SERVICES=${LAB_SERVICES:-$network.128/25}
  LISTENING=$ADDRESS
  ADVERTISED=192.0.2.1 # may not be loopback and is only written into Endpoints: RFC 5737
}

# ---- certificates and kubeconfigs ----
certificate() { # NAME CN O [SAN]
  [[ ! -s $PKI/$1.crt ]] || return 0
  openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/$1.key"
  openssl req -new -key "$PKI/$1.key" -subj "/O=$3/CN=$2" -out "$PKI/$1.csr"
  openssl x509 -req -in "$PKI/$1.csr" -CA "$PKI/ca.crt" -CAkey "$PKI/ca.key" -CAcreateserial -days 3650 -sha256 \
    -extfile <(echo extendedKeyUsage=clientAuth,serverAuth; [[ -z ${4:-} ]] || echo "subjectAltName=$4") \
    -out "$PKI/$1.crt" 2>/dev/null
  rm -f "$PKI/$1.csr"
}
kubeconfig() { # NAME FILE
  (umask 077 && cat >"$2") <<END
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://$ADDRESS:6443", certificate-authority-data: $(base64 -w0 <"$PKI/ca.crt")}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 <"$PKI/$1.crt"), client-key-data: $(base64 -w0 <"$PKI/$1.key")}}]
contexts: [{name: lab, context: {cluster: lab, user: $1}}]
current-context: lab
END
}
certificates() {
  if [[ ! -s $PKI/ca.crt ]]; then
    openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/ca.key"
    openssl req -x509 -new -key "$PKI/ca.key" -subj /CN=questdb-migration-lab -days 3650 -sha256 -out "$PKI/ca.crt"
    openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/sa.key"
    openssl ec -in "$PKI/sa.key" -pubout -out "$PKI/sa.pub" 2>/dev/null
  fi
  certificate "apiserver-$ADDRESS" kube-apiserver lab \
    "DNS:localhost,DNS:kubernetes.default.svc,IP:$ADDRESS,IP:$ADVERTISED,IP:${SERVICES%.*}.1"
  certificate kubelet-client kube-apiserver-kubelet-client system:masters
  certificate admin admin system:masters
  certificate controller-manager system:kube-controller-manager system:kube-controller-manager
  certificate scheduler system:kube-scheduler system:kube-scheduler
  kubeconfig admin "$KUBECONFIG"
  kubeconfig controller-manager "$CONF/controller-manager"
  kubeconfig scheduler "$CONF/scheduler"
}

# ---- processes ----
api() { # PATH
  curl -sf -m 2 --cacert "$PKI/ca.crt" --cert "$PKI/admin.crt" --key "$PKI/admin.key" "https://$ADDRESS:6443$1"
}
start_etcd() {
  start etcd "$KUBE/etcd" --name lab --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "http://$ADDRESS:2379" --advertise-client-urls "http://$ADDRESS:2379" \
    --listen-peer-urls "http://$ADDRESS:2380" --initial-advertise-peer-urls "http://$ADDRESS:2380" \
    --initial-cluster "lab=http://$ADDRESS:2380"
}
audit_policy() { # every request of an account that is not part of Kubernetes, without its content
  cat >"$CONF/audit-policy" <<'END'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - {level: None, userGroups: ["system:serviceaccounts:kube-system"]}
  - {level: Metadata, userGroups: ["system:serviceaccounts"]}
END
}
start_apiserver() {
  start kube-apiserver "$KUBE/kube-apiserver" --etcd-servers="http://$ADDRESS:2379" \
    --audit-policy-file="$CONF/audit-policy" --audit-log-path="$LOG/audit.log" \
    --bind-address="$LISTENING" --secure-port=6443 --advertise-address="$ADVERTISED" \
    --service-cluster-ip-range="$SERVICES" --allow-privileged=true \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --client-ca-file="$PKI/ca.crt" \
    --tls-cert-file="$PKI/apiserver-$ADDRESS.crt" --tls-private-key-file="$PKI/apiserver-$ADDRESS.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$PKI/sa.pub" \
    --service-account-signing-key-file="$PKI/sa.key" --kubelet-preferred-address-types=InternalIP \
    --kubelet-client-certificate="$PKI/kubelet-client.crt" --kubelet-client-key="$PKI/kubelet-client.key"
}
start_controllers() { # [FLAG...]
  # At the default rate, the controller manager's own start takes it five seconds.
  local common=(--bind-address="$ADDRESS" --leader-elect=false --kube-api-qps=300 --kube-api-burst=600)
  local name=kube-controller-manager file=$CONF/controller-manager
  start $name "$KUBE/$name" "${common[@]}" --kubeconfig="$file" --authentication-kubeconfig="$file" \
    --authorization-kubeconfig="$file" --root-ca-file="$PKI/ca.crt" --use-service-account-credentials \
    --service-account-private-key-file="$PKI/sa.key" --cluster-signing-cert-file="$PKI/ca.crt" \
    --cluster-signing-key-file="$PKI/ca.key" "$@"
  name=kube-scheduler file=$CONF/scheduler
  start $name "$KUBE/$name" "${common[@]}" --kubeconfig="$file" --authentication-kubeconfig="$file" \
    --authorization-kubeconfig="$file"
}
# Pods of a simulated kubelet have loopback addresses, which no Endpoints may hold, and it sends no heartbeats.
SIMULATED_KUBELET=(
  --controllers='*,-endpoints-controller,-endpointslice-controller,-endpointslice-mirroring-controller'
  --node-monitor-grace-period=24h
)

up_control() {
  need "${RUNNING_CONTROL[@]}"
  require_built
  addresses
  mkdir -p "$PKI" "$CONF" "$LOG" "$PID"
  chmod 700 "$PKI"
  if ! alive kube-apiserver && (exec 3<>"/dev/tcp/$ADDRESS/6443") 2>/dev/null; then
    fail 1 "$ADDRESS:6443 is taken: give LAB_ADDRESS and LAB_SERVICES"
  fi
  certificates
  ln -sfn "$KUBE/kubectl" "$STATE/kubectl"
  link_helm
  audit_policy
  start_etcd
  start_apiserver
  wait_for 120 kube-apiserver "the API server" api /readyz
  if [[ $KIND == node ]]; then start_controllers; else start_controllers "${SIMULATED_KUBELET[@]}"; fi
  wait_for 60 kube-controller-manager "the default service account" api /api/v1/namespaces/default/serviceaccounts/default
  "$STATE/kubectl" apply --server-side -f "$CSI/definitions" >/dev/null
}

# The certificates stay, so that the next `up` is quick.
down() {
  local name
  for name in kube-scheduler kube-controller-manager kube-apiserver etcd; do stop "$name" 1; done
  rm -rf "$STATE/etcd" "$CONF" "$PID" "$KUBECONFIG" "$LOG/audit.log"
}
