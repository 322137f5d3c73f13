{{/* What the operator may do in a namespace that it watches: one rule per concern. */}}
{{- define "operator.rules" -}}
# The migrations: read, and the finalizer added before something is taken.
- apiGroups: [migration.questdb.io]
  resources: [questdbmigrations]
  verbs: [get, list, watch, patch]
# Their status, which is the operator's memory.
- apiGroups: [migration.questdb.io]
  resources: [questdbmigrations/status]
  verbs: [update]
# The workload: replicas, image, mounts and annotations, by JSON Patch. Never created, never deleted.
- apiGroups: [apps]
  resources: [statefulsets]
  verbs: [get, watch, patch]
# The database's pod and what else is on its claim; the operator's own pods beside it; a pod stuck on another revision is deleted.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, delete]
# The seal of a large database does not fit a termination message and is read from the log of the operator's own pod.
- apiGroups: [""]
  resources: [pods/log]
  verbs: [get]
# The data claim.
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get]
# The Service in front of the database gives the host names that its certificate must cover.
- apiGroups: [""]
  resources: [services]
  verbs: [list]
# A server.conf that lives in a ConfigMap is read. The hand-off is written; only one that a migration wrote is replaced.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, create, update]
# Secrets by name only: those that the migration names, the run record, the merged server.conf and the tokens. Never listed, never watched.
# Deleted is only a merged server.conf that nothing mounts.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create, update, delete]
# Backups.
- apiGroups: [snapshot.storage.k8s.io]
  resources: [volumesnapshots]
  verbs: [get, list, watch, create, delete]
# What happened, for people.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
{{- end -}}
