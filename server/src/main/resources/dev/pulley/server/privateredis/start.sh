# Starts a Redis that holds its folder's lock for as long as it lives, or keeps watch over one that runs.
#
#   start FLOCK LOCK SETSID BOUND COMMAND...   FLOCK, SETSID: the paths of these programs, empty where missing;
#                                              BOUND: yes if Redis must not outlive the holder of our standard input
#   watch PID                                  the same watch for a Redis that runs already
#
# Ends with 75 if another process holds the lock. The process that starts here becomes Redis: same id, no parent in between.
set -u

# Nothing is ever written to descriptor 3: its end is the end of the process that holds the other side.
watch() {
  trap '' HUP INT TERM
  read -r _ <&3 || kill -9 "$1" 2>/dev/null
}

mode=$1
shift
case $mode in
  watch)
    exec 3<&0
    watch "$1"
    ;;
  start)
    flock=$1 lock=$2 setsid=$3 bound=$4
    shift 4
    if [ "$bound" = yes ]; then
      exec 3<&0
      (watch $$) </dev/null >/dev/null 2>&1 &
      exec 3<&-
    fi
    exec </dev/null
    if [ -n "$flock" ]; then
      exec 9>>"$lock"
      "$flock" -n 9 || exit 75
      # What a Redis that was killed had half rewritten is of no use to anyone, and may be as large as the data.
      for file in temp-rewriteaof-*.aof; do
        [ ! -f "$file" ] || rm -f "$file"
      done
    fi
    if [ -n "$setsid" ]; then
      exec "$setsid" "$@"
    fi
    exec "$@"
    ;;
esac
