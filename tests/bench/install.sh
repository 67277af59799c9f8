#!/bin/bash
# Builds the peers into $PEERS; each step is skipped when its binary is there. Needs Debian's apt, Go, Rust, Python.
set -eu
cd "$(dirname "$0")"
export PEERS=${PEERS:-${TMPDIR:-/tmp}/throng-peers}
mkdir -p "$PEERS/bin"
have() { [ -x "$1" ]; }
have /usr/bin/wrk || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq wrk time curl; }
have "$PEERS/bin/k6" || GOBIN=$PEERS/bin go install go.k6.io/k6@latest
have "$PEERS/oha-root/bin/oha" || cargo install --locked --root "$PEERS/oha-root" oha
for p in target goose; do
  mkdir -p "$PEERS/$p"; cp -r $p/. "$PEERS/$p/"
  (cd "$PEERS/$p" && cargo build --release -q)
done
