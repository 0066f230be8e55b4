"""Events as `darkwake score` reads them: docs/benchmark.md has the fields."""

import json
from datetime import UTC, datetime


def write(path, found):
    """`found` has rows (ship, other ship or None, start, end) by type, times in seconds since 1970."""
    rows = [(start_s, name, ship, other, end_s) for name, events in found.items() for ship, other, start_s, end_s in events]
    with open(path, "w", encoding="utf-8") as file:
        for start_s, name, ship, other, end_s in sorted(rows, key=lambda row: (*row[:3], row[3] or 0, row[4])):
            event = {"type": name, "mmsi": int(ship), "start": instant(start_s), "end": instant(end_s)}
            if other is not None:
                event["other_mmsi"] = int(other)
            file.write(json.dumps(event) + "\n")


def instant(seconds):
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
