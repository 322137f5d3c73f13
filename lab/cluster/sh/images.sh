# Images without Docker or a registry: what every pod needs, and QuestDB with a Java of its own.

images() { # the directory for exactly these inputs
  local key
  key=$(cd "$HERE" && { questdb_version; sha256sum sh/images.sh images/*; } | sha256sum)
  echo "$CACHE/images-${key:0:16}"
}
questdb_version() { sed -n 's:.*<questdb.version>\(.*\)</questdb.version>.*:\1:p' "$HERE/../../pom.xml"; }

image() { # NAME REFERENCE [OPTION...] -- WORD...: from the root directory $WORK/NAME
  local name=$1
  shift
  python3 "$HERE/images/mkimage.py" "$IMAGES/$name.tar" "$1" "$WORK/$name" "${@:2}"
  echo "built image $1"
}

pause_image() { # the process that holds a pod's namespaces
  mkdir "$WORK/pause"
  gcc -O2 -static -s -x c -o "$WORK/pause/pause" - <<'END'
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
static void end(int s) { (void)s; _exit(0); }
static void reap(int s) { (void)s; while (waitpid(-1, 0, WNOHANG) > 0); }
int main(void) { signal(SIGTERM, end); signal(SIGINT, end); signal(SIGCHLD, reap); for (;;) pause(); }
END
  image pause localhost/pause:lab user=65535:65535 -- /pause
}

questdb_image() { # by class path, not by module path, which would want all of the desktop
  local root=$WORK/questdb libraries=lib/x86_64-linux-gnu version library
  version=$(questdb_version)
  mkdir -p "$root"/{lib64,"$libraries",opt/questdb,var/lib/questdb,etc,tmp}
  chmod 1777 "$root/tmp"
  echo 'questdb:x:10001:10001::/var/lib/questdb:/bin/false' >"$root/etc/passwd"
  cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
  for library in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libz.so.1 libgcc_s.so.1 libstdc++.so.6; do
    cp -L "$(ldconfig -p | awk -v l="$library" '$1 == l && /x86-64/ { print $NF; exit }')" "$root/$libraries/$library"
  done
  jlink --no-header-files --no-man-pages --strip-debug --output "$root/opt/jre" --add-modules \
    java.base,java.logging,java.management,java.naming,java.sql,jdk.crypto.ec,jdk.management,jdk.unsupported
  (cd "$HERE/../.." && mvn -q -B -ntp -N dependency:copy -Dartifact="org.questdb:questdb:$version" \
    -DoutputDirectory="$root/opt/questdb" -Dmdep.stripVersion=true)
  image questdb "questdb/questdb:$version" user=10001:10001 env=PATH=/opt/jre/bin env=LD_LIBRARY_PATH="/$libraries" \
    workdir=/var/lib/questdb -- /opt/jre/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m \
    -cp /opt/questdb/questdb.jar io.questdb.ServerMain -d /var/lib/questdb
}

build_images() {
  need gcc:gcc python3:python3 mvn:maven jlink:openjdk-17-jdk-headless
  mkdir -p "$IMAGES"
  WORK=$(mktemp -d)
  chmod 755 "$WORK"
  trap 'rm -rf "$WORK"' EXIT
  [[ -s $IMAGES/pause.tar ]] || pause_image
  [[ -s $IMAGES/questdb.tar ]] || questdb_image
}
