#!/usr/bin/env bash
# Fuzzes each target for a while, one after the other, and prints a table of what was run. Stable Rust is enough.
#
#   scripts/fuzz.sh                      every target for three minutes
#   scripts/fuzz.sh 600 tracks rows      these targets, ten minutes each
#
# What is found on the way is kept in fuzz/corpus, an input that fails in fuzz/artifacts; fuzz/README.md says what to do with it.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly seconds=${1:-180}
shift || true
targets=("$@")
if ((${#targets[@]} == 0)); then
    for path in fuzz/fuzz_targets/*.rs; do
        targets+=("$(basename "$path" .rs)")
    done
fi
readonly target_dir=${CARGO_TARGET_DIR:-target}/fuzz
triple=$(rustc -vV | sed -n 's/^host: //p')
readonly triple

# What cargo-fuzz passes without a sanitizer: the crate has no unsafe code for one to look at.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0 --cfg fuzzing"
# With --target, so that what runs while building is not instrumented.
cargo build --locked --release --manifest-path fuzz/Cargo.toml --target-dir "$target_dir" --target "$triple" \
    "${targets[@]/#/--bin=}"

failed=()
table=$(mktemp)
trap 'rm -f "$table"' EXIT
for target in "${targets[@]}"; do
    mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
    log=$target_dir/$target.log
    echo "==> $target, $seconds s"
    # A second is long: the slowest seed takes a few milliseconds. 2 GB is what libFuzzer allows by default.
    "$target_dir/$triple/release/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="fuzz/artifacts/$target/" "fuzz/corpus/$target" "fuzz/seeds/$target" >"$log" 2>&1 || failed+=("$target")
    stat() { sed -n "s/^stat::$1: *//p" "$log" | tail -n 1; }
    coverage=$(grep -o 'cov: [0-9]* ft: [0-9]*' "$log" | tail -n 1)
    echo "| $target | $(stat number_of_executed_units) | $coverage | $(stat slowest_unit_time_sec) s | $(stat peak_rss_mb) MB |" >>"$table"
    [[ " ${failed[*]} " != *" $target "* ]] || tail -n 30 "$log"
done
echo "| target | executions | coverage | slowest | most memory |"
echo "|---|---|---|---|---|"
cat "$table"
((${#failed[@]} == 0)) || { echo "failed: ${failed[*]}"; exit 1; }
