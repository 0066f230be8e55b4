#!/usr/bin/env bash
# Compares the public API with docs/public_api.txt and shows what differs.
#
#   scripts/public_api.sh            compare
#   scripts/public_api.sh --accept   write the API as it is now
#
# rustdoc writes JSON on request only, and its format changes with the toolchain: scripts/public_api/Cargo.toml names the
# version of the reader that goes with this one.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly snapshot=docs/public_api.txt
readonly target_dir=${CARGO_TARGET_DIR:-target}

RUSTC_BOOTSTRAP=1 cargo rustdoc --locked --lib --all-features -- -Z unstable-options --output-format json
mkdir -p "$target_dir/api"
cargo run --locked --quiet --release --manifest-path scripts/public_api/Cargo.toml --target-dir "$target_dir/tools/public_api" -- \
    "$target_dir/doc/darkwake.json" >"$target_dir/api/public_api.txt"
if [[ ${1:-} == --accept ]]; then
    cp "$target_dir/api/public_api.txt" "$snapshot"
    wc -l "$snapshot"
elif ! diff --unified=0 "$snapshot" "$target_dir/api/public_api.txt"; then
    echo "The public API differs from $snapshot. If that is meant: scripts/public_api.sh --accept, a line in CHANGELOG.md, and what"
    echo "breaks callers needs a new version (https://doc.rust-lang.org/cargo/reference/semver.html)."
    exit 1
fi
