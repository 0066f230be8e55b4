#!/usr/bin/env python3
"""Writes a day of the sample sea as MarineCadastre.gov publishes days since 2025: the columns in lower case, longitude first.

    scripts/marinecadastre_day.py 2024-05-03 < data/east_sea/ais.csv | zstd -o ais-2024-05-03.csv.zst

It stands in for a downloaded day where there is no network.
"""

import csv
import sys

COLUMNS = {
    "mmsi": "MMSI",
    "base_date_time": "BaseDateTime",
    "longitude": "LON",
    "latitude": "LAT",
    "sog": "SOG",
    "cog": "COG",
    "heading": "Heading",
    "vessel_name": "VesselName",
    "imo": "IMO",
    "call_sign": "CallSign",
    "vessel_type": "VesselType",
    "status": "Status",
    "length": "Length",
    "width": "Width",
    "draft": "Draft",
    "cargo": "Cargo",
    "transceiver": "TransceiverClass",
}


def main():
    (day,) = sys.argv[1:]
    rows = [row for row in csv.DictReader(sys.stdin) if row["BaseDateTime"].startswith(day)]
    if not rows:
        raise SystemExit(f"there is no row of {day}")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        row["BaseDateTime"] = row["BaseDateTime"].replace("T", " ")
        writer.writerow(row[name] for name in COLUMNS.values())


main()
