# Images without Docker: what every pod needs, a Java for all of them, and QuestDB open source.

# QuestDB by class path, not by module path, which would want all of the desktop; the operator's client of Kubernetes
# wants HTTP, Micrometer the beans of the virtual machine.
JAVA_MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec
JAVA_MODULES+=,jdk.httpserver,jdk.management,jdk.unsupported
LIBRARIES=lib/x86_64-linux-gnu
JAVA=(env=PATH=/opt/jre/bin:/bin env=LD_LIBRARY_PATH="/$LIBRARIES")
# Several servers run on two cores: see the lab's Images.java.
SMALL_JAVA=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData)
SMALL_SERVER=(
  QDB_CAIRO_WRITER_DATA_APPEND_PAGE_SIZE=128k
  QDB_CAIRO_WAL_WRITER_DATA_APPEND_PAGE_SIZE=128k
  QDB_CAIRO_SYSTEM_WRITER_DATA_APPEND_PAGE_SIZE=64k
  QDB_CAIRO_SYSTEM_WAL_WRITER_DATA_APPEND_PAGE_SIZE=64k
  QDB_CAIRO_O3_COLUMN_MEMORY_SIZE=128k
  QDB_CAIRO_SYSTEM_O3_COLUMN_MEMORY_SIZE=64k
  QDB_CAIRO_WRITER_DATA_INDEX_VALUE_APPEND_PAGE_SIZE=128k
  QDB_CAIRO_WRITER_DATA_INDEX_KEY_APPEND_PAGE_SIZE=64k
  QDB_SHARED_NETWORK_WORKER_COUNT=1
  QDB_SHARED_QUERY_WORKER_COUNT=1
  QDB_SHARED_WRITE_WORKER_COUNT=1
  QDB_WAL_APPLY_WORKER_COUNT=1
  QDB_SHARED_WORKER_NAP_THRESHOLD=10
  QDB_WAL_APPLY_WORKER_NAP_THRESHOLD=10
  QDB_LOG_W_STDOUT_LEVEL=ADVISORY,CRITICAL,ERROR
  QDB_VIEW_COMPILER_WORKER_COUNT=0
  QDB_EXPORT_WORKER_COUNT=0
  QDB_CAIRO_SQL_JIT_MODE=off
  QDB_TELEMETRY_ENABLED=false
)

images() { # the directory for exactly these inputs
  local key jlink
  jlink=$(readlink -f "$(command -v jlink)" || true)
  key=$(cd "$HERE" && { questdb_version; cat "${jlink%/bin/jlink}/release" 2>/dev/null || true; sha256sum sh/images.sh images/*; } | sha256sum)
  echo "$CACHE/images-${key:0:16}"
}
questdb_version() { sed -n 's:.*<questdb.version>\(.*\)</questdb.version>.*:\1:p' "$ROOT/pom.xml"; }

image() { python3 "$HERE/images/mkimage.py" "$@"; } # see there
layer() { # NAME: of the root directory $WORK/NAME
  image layer "$IMAGES/$1.layer" "$WORK/$1"
}

# ---- layers ----
build_pause() {
  mkdir "$WORK/pause"
  gcc -O2 -static -s -o "$WORK/pause/pause" "$HERE/images/pause.c"
  layer pause
}
build_java() { # with the C library, a shell, and a class-data archive, which halves the start of a small program
  local root=$WORK/java library
  mkdir -p "$root"/{lib64,bin,"$LIBRARIES",opt,var/lib/questdb,etc,tmp}
  chmod 1777 "$root/tmp"
  printf '%s\n' root:x:0:0::/:/bin/sh questdb:x:10001:10001::/var/lib/questdb:/bin/sh >"$root/etc/passwd"
  printf '%s\n' root:x:0: questdb:x:10001: >"$root/etc/group"
  cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
  cp -L /bin/dash "$root/bin/sh"
  for library in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libz.so.1 libgcc_s.so.1 libstdc++.so.6; do
    cp -L "$(ldconfig -p | awk -v l="$library" '$1 == l && /x86-64/ { print $NF; exit }')" "$root/$LIBRARIES/$library"
  done
  jlink --no-header-files --no-man-pages --strip-debug --output "$root/opt/jre" --add-modules "$JAVA_MODULES"
  "$root/opt/jre/bin/java" -Xshare:dump -XX:+UseSerialGC >/dev/null
  layer java
}
build_questdb() {
  local root=$WORK/questdb
  mkdir -p "$root/opt/questdb"
  gcc -O2 -static -s -o "$root/opt/questdb/start" "$HERE/images/start.c"
  (cd "$ROOT" && mvn -q -B -ntp -N dependency:copy -Dartifact="org.questdb:questdb:$(questdb_version)" \
    -DoutputDirectory="$root/opt/questdb" -Dmdep.stripVersion=true)
  touch -d @0 "$root/opt/questdb/questdb.jar" # as in every layer: an archive is of one jar only
  archive_classes
  layer questdb
}
archive_classes() { # of a server that starts where its image will have them; see the lab's ClassArchive.java
  local image=$WORK/image log=$WORK/server.log anywhere=127.0.0.1:0 pid
  mkdir "$image"
  cp -a "$WORK/java/." "$WORK/questdb/." "$image/"
  timeout 60 env "${SMALL_SERVER[@]}" LD_LIBRARY_PATH="/$LIBRARIES:/opt/jre/lib" QDB_HTTP_BIND_TO=$anywhere \
    QDB_HTTP_MIN_NET_BIND_TO=$anywhere QDB_PG_NET_BIND_TO=$anywhere QDB_LINE_TCP_NET_BIND_TO=$anywhere \
    chroot "$image" /opt/jre/bin/java -XX:+UseSerialGC -XX:ArchiveClassesAtExit=/opt/questdb/questdb.jsa \
    -cp /opt/questdb/questdb.jar io.questdb.ServerMain -d /var/lib/questdb >"$log" 2>&1 &
  pid=$!
  until grep -q enjoy "$log"; do
    kill -0 $pid 2>/dev/null || fail 1 "QuestDB ended instead of starting: $(<"$log")"
    sleep 0.1
  done
  kill $pid
  wait $pid || true # 143
  mv "$image/opt/questdb/questdb.jsa" "$WORK/questdb/opt/questdb/"
}

# ---- images ----
server() { # LAYER CLASSES MAIN: what follows `archive` or `push` and a reference; starts as root, like the vendor's
  OPTIONS=(layer="$IMAGES/java.layer" layer="$IMAGES/questdb.layer")
  [[ -z $1 ]] || OPTIONS+=(layer="$1")
  OPTIONS+=("${JAVA[@]}" "${SMALL_SERVER[@]/#/env=}"
    workdir=/var/lib/questdb -- /opt/questdb/start /opt/jre/bin/java "${SMALL_JAVA[@]}" -Xmx256m
    -XX:SharedArchiveFile=/opt/questdb/questdb.jsa -cp "/opt/questdb/questdb.jar${2:+:$2}" "$3"
    -- -d /var/lib/questdb)
}
open_source() { server "" "" io.questdb.ServerMain; }

build_images() {
  need "${BUILDING_IMAGES[@]}"
  [[ ! -e $IMAGES/complete ]] || return 0
  need_root "building a node's images"
  mkdir -p "$IMAGES"
  WORK=$(mktemp -d)
  chmod 755 "$WORK"
  trap 'rm -rf "$WORK"' EXIT
  build_pause
  image archive "$IMAGES/pause.tar" localhost/pause:lab layer="$IMAGES/pause.layer" user=65535:65535 -- /pause
  build_java
  image archive "$IMAGES/java.tar" localhost/java:lab layer="$IMAGES/java.layer" "${JAVA[@]}" -- /opt/jre/bin/java
  build_questdb
  open_source
  image archive "$IMAGES/questdb.tar" "questdb/questdb:$(questdb_version)" "${OPTIONS[@]}"
  basename "$IMAGES" >"$IMAGES/complete"
  echo "built images"
}
