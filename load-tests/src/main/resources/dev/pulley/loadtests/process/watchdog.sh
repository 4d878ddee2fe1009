# Ends processes as soon as the other end of our standard input is closed, on purpose or because its holder died.
#
# What to end is told in lines:
#   process PID MARK   a process, if its command line holds MARK: its number may be another's by then
#   redis FOLDER       the private Redis of a data folder, if one runs
#   mount FOLDER       what is mounted there
set -u
trap '' HUP INT TERM

title() {
  tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" || ps -o command= -p "$1" 2>/dev/null
}

is_it() {
  case $(title "$1") in
    *"$2"*) return 0 ;;
    *) return 1 ;;
  esac
}

# Returns when it is gone, or after five seconds.
end() {
  is_it "$1" "$2" || return 0
  kill -9 "$1" 2>/dev/null
  tries=50
  while [ $tries -gt 0 ] && is_it "$1" "$2"; do
    sleep 0.1
    tries=$((tries - 1))
  done
}

processes='' folders='' mounts=''
newline='
'
while IFS= read -r line; do
  case $line in
    'process '*) processes=$processes${line#process }$newline ;;
    'redis '*) folders=$folders${line#redis }$newline ;;
    'mount '*) mounts=$mounts${line#mount }$newline ;;
  esac
done

# The servers first: one that is just starting could start another Redis.
printf '%s' "$processes" | while read -r process mark; do
  end "$process" "$mark"
done
printf '%s' "$folders" | while IFS= read -r folder; do
  process=$(cat "$folder/redis/redis.pid" 2>/dev/null) || continue
  id=$(sed -n 's/^id=//p' "$folder/redis/identity" 2>/dev/null)
  [ -z "$process" ] || [ -z "$id" ] || end "$process" "pulley-$id"
done
printf '%s' "$mounts" | while IFS= read -r folder; do
  umount "$folder" 2>/dev/null || true
done
