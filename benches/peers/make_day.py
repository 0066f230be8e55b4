"""Writes a day of AIS positions as a MarineCadastre file: make_day.py ROWS OUT.csv

The same ROWS give the same bytes (seed 1852, versions of requirements.txt). One ship for every 500 rows, 50 at least, each
heard at even intervals with some jitter, all in one file in order of time, as the agency publishes them; 17 columns, about
125 bytes a row. Ships start anywhere between 24 and 48 N, 125 and 68 W, whether that is sea or land, so a larger file is a
denser sea. Of the ships

- two in five drift at up to 1 knot, the others sail straight on at 4 to 18 knots;
- every 50th drifts 100 m beside the one before it all day (an encounter);
- every 40th is silent from 05:30 to 18:30 (a gap);
- every other one is of class B, and has no IMO number, draught or status.

Positions scatter by 5 m. One row in 1,000 has the "not available" position 91 N 181 E.
"""

import sys

import numpy as np
import polars as pl

SEED = 1852
DAY_S = 86_400
ROWS_A_SHIP = 500
SILENT_FROM_S, SILENT_TO_S = 19_800, 66_600
NM_DEG = 1 / 60
SCATTER_DEG = 5 / 111_195
BATCH_ROWS = 1_000_000


def ships(count, rng):
    """Start, course and speed of each ship, as columns."""
    start_lat = rng.uniform(24, 48, count)
    start_lon = rng.uniform(-125, -68, count)
    course_rad = rng.uniform(0, 2 * np.pi, count)
    drifts = rng.random(count) < 0.4
    speed_kn = np.where(drifts, rng.uniform(0, 1, count), rng.uniform(4, 18, count))
    beside = np.arange(50, count, 50)
    leader = beside - 1
    speed_kn[leader] = rng.uniform(0, 0.5, len(leader))
    speed_kn[beside], course_rad[beside] = speed_kn[leader], course_rad[leader]
    start_lat[beside] = start_lat[leader] + 100 / 111_195
    start_lon[beside] = start_lon[leader]
    return start_lat, start_lon, course_rad, speed_kn


def reports(rows, count, rng):
    """Which ship is heard when, in order of time."""
    ship = np.arange(rows) % count
    turn = np.arange(rows) // count
    turns = -(-rows // count)
    time_s = (turn + rng.random(rows)) / turns * DAY_S
    heard_s = DAY_S - (SILENT_TO_S - SILENT_FROM_S)
    squeezed_s = time_s * heard_s / DAY_S
    squeezed_s += np.where(squeezed_s >= SILENT_FROM_S, SILENT_TO_S - SILENT_FROM_S, 0)
    time_s = np.where(ship % 40 == 20, squeezed_s, time_s).astype(np.int64)
    order = np.argsort(time_s, kind="stable")
    return ship[order], time_s[order]


def batch(ship, time_s, sea, rng):
    start_lat, start_lon, course_rad, speed_kn = (column[ship] for column in sea)
    rows = len(ship)
    way_deg = speed_kn * time_s / 3600 * NM_DEG
    lat = start_lat + way_deg * np.cos(course_rad) + rng.normal(0, SCATTER_DEG, rows)
    lon = start_lon + way_deg * np.sin(course_rad) / np.cos(np.radians(start_lat)) + rng.normal(0, SCATTER_DEG, rows)
    lost = rng.random(rows) < 0.001
    class_a = ship % 2 == 0
    columns = pl.DataFrame({
        "v": ship,
        "t": time_s,
        "a": class_a,
        "LAT": np.where(lost, 91.0, lat).round(5),
        "LON": np.where(lost, 181.0, lon).round(5),
        "SOG": np.abs(speed_kn + rng.normal(0, 0.2, rows)).round(1),
        "COG": ((np.degrees(course_rad) + rng.normal(0, 3, rows)) % 360).round(1) % 360,
        "Heading": np.floor((np.degrees(course_rad) + rng.normal(0, 3, rows)) % 360),
    })
    v, of_class_a = pl.col("v"), lambda value: pl.when("a").then(value)
    text = lambda head, number: pl.concat_str(pl.lit(head), number.cast(pl.String))
    return columns.select(
        (366_000_000 + v).alias("MMSI"),
        (pl.datetime(2024, 5, 1) + pl.duration(seconds="t")).dt.strftime("%Y-%m-%dT%H:%M:%S").alias("BaseDateTime"),
        "LAT", "LON", "SOG", "COG", "Heading",
        text("OCEAN TRADER ", v).alias("VesselName"),
        of_class_a(text("IMO", 9_000_000 + v)).alias("IMO"),
        text("WDX", v).alias("CallSign"),
        (30 + v % 60).alias("VesselType"),
        of_class_a(v % 9).alias("Status"),
        (10 + v % 300).cast(pl.Float64).alias("Length"),
        (5 + v % 40).cast(pl.Float64).alias("Width"),
        of_class_a((2 + v % 12).cast(pl.Float64)).alias("Draft"),
        (v % 99).alias("Cargo"),
        pl.when("a").then(pl.lit("A")).otherwise(pl.lit("B")).alias("TransceiverClass"),
    )


def main():
    rows, out = int(float(sys.argv[1])), sys.argv[2]
    rng = np.random.default_rng(SEED)
    count = max(50, rows // ROWS_A_SHIP)
    sea = ships(count, rng)
    ship, time_s = reports(rows, count, rng)
    with open(out, "wb") as file:
        for start in range(0, rows, BATCH_ROWS):
            part = slice(start, start + BATCH_ROWS)
            batch(ship[part], time_s[part], sea, rng).write_csv(file, include_header=start == 0)


main()
