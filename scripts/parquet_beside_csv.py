#!/usr/bin/env python3
"""Parquet beside CSV of the same rows: CPU seconds, seconds, peak memory and size, by runs that take turns.

    cargo build --release --features cli,parquet
    scripts/parquet_beside_csv.py target/release/darkwake DAY.csv [ROUNDS]

Writes the day as clean CSV, clean CSV by zstd and Parquet into a temporary directory, then reads each in turn. Prints tables for
BENCHMARKS.md: medians over the rounds, with the least and the largest; ratios are those within a round.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run(command):
    """CPU seconds, seconds and peak megabytes of a program."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"failed: {command}")
    return usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss / 1024


def told(numbers, decimals):
    numbers = sorted(numbers)
    return f"{statistics.median(numbers):.{decimals}f} ({numbers[0]:.{decimals}f} to {numbers[-1]:.{decimals}f})"


def main():
    darkwake, day = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        clean, packed, parquet = scratch / "day.csv", scratch / "day.csv.zst", scratch / "day.parquet"
        for out in (clean, parquet):
            run([darkwake, "convert", "--quiet", day, out])
        subprocess.run(["zstd", "--quiet", "-3", clean, "-o", packed], check=True)
        lap = ["--quiet", "--no-chart", "--only", "gap,loitering,encounter", "--format", "jsonl"]
        commands = {
            "write CSV": [darkwake, "convert", "--quiet", clean, scratch / "again.csv"],
            "write Parquet": [darkwake, "convert", "--quiet", clean, scratch / "again.parquet"],
            "read CSV, write CSV": [darkwake, "convert", "--quiet", clean, scratch / "back.csv"],
            "read CSV by zstd, write CSV": [darkwake, "convert", "--quiet", packed, scratch / "back.csv"],
            "read Parquet, write CSV": [darkwake, "convert", "--quiet", parquet, scratch / "back.csv"],
            "detect from CSV": [darkwake, "detect", *lap, clean, "--out", scratch / "from_csv"],
            "detect from CSV by zstd": [darkwake, "detect", *lap, packed, "--out", scratch / "from_zstd"],
            "detect from Parquet": [darkwake, "detect", *lap, parquet, "--out", scratch / "from_parquet"],
        }
        beside = {name: name.replace("Parquet,", "CSV,").replace("Parquet", "CSV").replace(" by zstd", "") for name in commands}
        results = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                results[name].append(run(command))
        if (scratch / "back.csv").read_bytes() != clean.read_bytes():
            sys.exit("Parquet and back is not the same CSV")
        if (scratch / "from_csv/events.jsonl").read_bytes() != (scratch / "from_parquet/events.jsonl").read_bytes():
            sys.exit("the events from Parquet are not those from CSV")
        rows = sum(1 for _ in clean.open("rb")) - 1
        print(f"{rows:,} rows, {rounds} rounds\n")
        print("| file | MB |\n|---|---|")
        for name, file in (("clean CSV", clean), ("the same by `zstd -3`", packed), ("Parquet", parquet)):
            print(f"| {name} | {file.stat().st_size / 1e6:.1f} |")
        print("\n| what | CPU seconds | times CSV | seconds | times CSV | peak MB | times CSV |\n|---|---|---|---|---|---|---|")
        for name, runs in results.items():
            cells = [name]
            for part, decimals in ((0, 2), (1, 2), (2, 0)):
                own = [result[part] for result in runs]
                base = [result[part] for result in results[beside[name]]]
                cells += [told(own, decimals), told([a / b for a, b in zip(own, base)], 2)]
            print("| " + " | ".join(cells) + " |")


main()
