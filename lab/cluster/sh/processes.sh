# Processes that outlive this script, each known by a file with its number and start time.

starttime() { # NUMBER: nothing for one that is gone or a zombie, which PID 1 may reap late
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [[ $1 == [ZX] ]] || echo "${20}"
}

alive() { # NAME: whether the process of its file runs, not a later one with its number
  [[ -s $PID/$1 ]] || return 1
  local number time
  read -r number time <"$PID/$1"
  [[ -n $time && $(starttime "$number") == "$time" ]]
}

start() { # NAME CMD...
  local name=$1
  shift
  ! alive "$name" || return 0
  # A process group of its own: no signal of a terminal reaches it. Not a session of its own: Linux schedules each
  # session as one (sched_autogroup), and a busy machine then lets an API server wait for minutes.
  set -m
  # They may take more memory for less work: here there is more of it than of processors.
  GOGC=400 "$@" >>"$LOG/$name.log" 2>&1 </dev/null 9>&- &
  set +m
  echo "$! $(starttime $!)" >"$PID/$name"
}

stop() { # NAME [SECONDS]: asks, then kills
  local name=$1 tenths=$((${2:-10} * 10)) number time
  if alive "$name"; then
    read -r number time <"$PID/$name"
    kill -TERM "$number" 2>/dev/null || true
    while alive "$name" && ((tenths-- > 0)); do sleep 0.1; done
    ! alive "$name" || kill -KILL "$number" 2>/dev/null || true
    while alive "$name"; do sleep 0.1; done
  fi
  rm -f "$PID/$name"
}

restart() { # NAME: with the same words
  local name=$1 number words
  alive "$name" || fail 1 "$name does not run"
  read -r number _ <"$PID/$name"
  mapfile -d '' -t words <"/proc/$number/cmdline"
  stop "$name" 1
  start "$name" "${words[@]}"
  [[ $name != kube-apiserver ]] || { addresses; wait_for 120 "$name" "the API server" api /readyz; }
}

wait_for() { # SECONDS NAME WHAT CMD...: until CMD succeeds, which it cannot once the process NAME has ended
  local until=$(($(date +%s) + $1)) name=$2 what=$3
  shift 3
  until "$@" >/dev/null 2>&1; do
    alive "$name" || fail 1 "$name has ended: $(tail -n 1 "$LOG/$name.log")"
    (($(date +%s) < until)) || fail 1 "timed out waiting for $what; logs are in $LOG"
    sleep 0.1
  done
}

status() {
  local file name number time mib sum=0 dead=0
  for file in "$PID"/*; do
    [[ -e $file ]] || { echo "not running"; return 1; }
    name=$(basename "$file")
    if alive "$name"; then
      read -r number time <"$file"
      mib=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$number/status")
      sum=$((sum + mib))
      printf '%-26s pid %-7s %5d MiB\n' "$name" "$number" "$mib"
    else
      dead=1
      printf '%-26s has ended, see %s\n' "$name" "$LOG/$name.log"
    fi
  done
  printf '%-26s %17d MiB\n' total "$sum"
  return "$dead"
}
