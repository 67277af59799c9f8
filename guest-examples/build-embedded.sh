#!/bin/sh
# Builds the journeys that the engine embeds, byte for byte the same in any folder, and copies them to engine/journeys.
# `--check` compares instead of copying, and fails when the bytes differ.
set -eu
cd "$(dirname "$0")"
root=$(cd .. && pwd)
cargo_home=${CARGO_HOME:-$HOME/.cargo}
target=${CARGO_TARGET_DIR:-$root/guest-examples/target}
RUSTFLAGS="--remap-path-prefix=$root=/throng --remap-path-prefix=$cargo_home=/cargo" \
  cargo build --locked --release --package shop --package url
for name in shop url; do
  built=$target/wasm32-wasip2/release/$name.wasm
  kept=$root/engine/journeys/$name.wasm
  if [ "${1-}" = --check ]; then
    cmp "$built" "$kept" || { echo "$name.wasm is not what its source builds: run guest-examples/build-embedded.sh and commit it"; exit 1; }
  else
    cp "$built" "$kept"
  fi
done
