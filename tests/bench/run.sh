#!/bin/bash
# run.sh [-r RUNS] [-f FIRST_RUN] [-s SECONDS] [-d SECONDS_PER_LOCK] CASE [TOOL...]   measures the lines of tools.conf; RESULTS.md: report.py
# $PEERS is where install.sh put the peers. Run nothing else meanwhile: two cores, one for the tool, one for the target.
set -eu
cd "$(dirname "$0")"
export BENCH=$PWD PEERS=${PEERS:-${TMPDIR:-/tmp}/throng-peers} PORT=${PORT:-9100}
export URL=http://127.0.0.1:$PORT LOGS=${LOGS:-$PEERS/logs/runs} RESULTS=${RESULTS:-$PEERS/results.jsonl}
export PATH=${THRONG_BIN:-$BENCH/../../target/release}:$PEERS/bin:$PEERS/oha-root/bin:$PEERS/goose/target/release:$PEERS/target/target/release:$PATH
runs=3 first=1 secs= chunk=150
while getopts r:f:s:d: o; do case $o in r) runs=$OPTARG ;; f) first=$OPTARG ;; s) secs=$OPTARG ;; d) chunk=$OPTARG ;; *) exit 2 ;; esac; done
shift $((OPTIND - 1)); want=$1; shift
if [ -z "$secs" ]; then case $want in vu*|stall) secs=20 ;; low) secs=10 ;; *) secs=15 ;; esac; fi
export SECS=$secs
ulimit -n 20000; mkdir -p "$LOGS"

if [ "${CHILD:-}" ]; then # a fresh target, then the lines on stdin
  taskset -c 1 target "$PORT" 2>"$LOGS/target.err" & export TARGET_PID=$!
  trap 'kill $TARGET_PID' EXIT
  until curl -s -o /dev/null $URL/stats; do sleep 0.05; done
  while IFS=$'\t' read -r run tool cmd parser; do
    python3 measure.py "$want" "$tool" "$run" "$cmd" "$parser" </dev/null || echo "FAILED $want $tool"
    sleep 0.5
  done
  exit 0
fi

todo=()
for ((r = first; r < first + runs; r++)); do
  while IFS='|' read -r c t cmd p; do
    c=${c// /} t=${t// /} p=${p// /}
    [ "$c" = "$want" ] || continue
    [ $# = 0 ] || [[ " $* " == *" $t "* ]] || continue
    todo+=("$r"$'\t'"$t"$'\t'"$cmd"$'\t'"$p")
  done < <(grep -v '^ *\(#\|$\)' tools.conf)
done
per=$((chunk / (secs + 3))); [ $per -ge 1 ] || per=1
for ((i = 0; i < ${#todo[@]}; i += per)); do
  printf '%s\n' "${todo[@]:i:per}" | CHILD=1 bash ./run.sh -s "$secs" "$want"
done
