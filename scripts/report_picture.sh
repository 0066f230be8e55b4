#!/usr/bin/env bash
# Makes the README's picture of the report, docs/report.png, from the sample sea: Debian's chromium and npm are needed.
set -euo pipefail
cd "$(dirname "$0")/.."

npm --prefix tests/browser ci --no-audit --no-fund
cargo build --release --features cli --bin darkwake
DARKWAKE=target/release/darkwake node tests/browser/picture.js docs/report.png
ls -l docs/report.png
