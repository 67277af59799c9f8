#!/bin/sh
# Builds the journey, checks the plan, and runs one user once against the demonstration target: `sh test.sh`.
set -eu
cd "$(dirname "$0")"
port="${PORT:-18080}"
throng build
throng check
throng demo --listen "127.0.0.1:$port" &
demo=$!
trap 'kill $demo' EXIT
sleep 1
throng run --target "http://127.0.0.1:$port" --vus 1 --iterations 1 --set thresholds.http_req_failed='["rate < 0.01"]'
