#!/usr/bin/env bash
# Stops exactly the daemons that tests/slurm/up.sh FOLDER started, by process id, after their jobs; a second call does nothing.
set -uo pipefail
[ $# -eq 1 ] || { echo "down.sh: takes one folder" >&2; exit 2; }
[ -e "$1/pids" ] || exit 0
folder=$(cd "$1" && pwd)
export SLURM_CONF=$folder/slurm.conf
timeout 10 scancel --quiet --user="$(id -un)" 2>/dev/null
for _ in $(seq 80); do [ -z "$(timeout 5 squeue -h -t R,CG,S 2>/dev/null)" ] && break || sleep 0.1; done
# slurmd first, munged last; and only while the process still is the daemon that was started
for kind in 'slurmd\.' slurmctld munged; do
  alive=
  for pid in $(awk -v kind="^$kind" '$1 ~ kind {print $2}' "$folder/pids"); do
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qE 'slurm|munge'; then kill -TERM "$pid" && alive="$alive $pid"; fi
  done
  for pid in $alive; do
    for _ in $(seq 60); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
    kill -0 "$pid" 2>/dev/null && kill -KILL "$pid"
  done
done
rm -f "$folder/pids" "$folder/run"/*
exit 0
