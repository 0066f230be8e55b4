"""What one would write with Polars: with_polars.py FILE.csv THREADS [EVENTS.jsonl]

    load        valid positions of the MarineCadastre file, by (MMSI, time), the first of each time
    gaps        steps of 6 h and longer between reports of one MMSI
    slow runs   reports under 2 knots in a row, with no step over 1 h, for 2 h or longer
    encounters  every ship on a grid of 10 minutes, straight between reports at most 1 h apart; pairs within 500 m
                (haversine) on grid instants in a row, for 2 h or longer

with_duckdb.py does the same; `run` checks that they agree on every count. Prints `lap NAME SECONDS` and `count NAME N`;
with a third argument it writes what it found there, for `darkwake score`.
"""

import os
import sys
import time

path, os.environ["POLARS_MAX_THREADS"] = sys.argv[1], sys.argv[2]

import polars as pl  # noqa: E402  (reads the number of threads as it is loaded)

from events import write  # noqa: E402

HOUR_S, TICK_S, TICKS_OF_2_H = 3600, 600, 12
CELL_DEG, NEAR_M, EARTH_M = 0.0045, 500, 6_371_008.8

started = time.perf_counter()


def lap(name, **counts):
    global started
    now = time.perf_counter()
    print("lap", name, now - started)
    for what, count in counts.items():
        print("count", what, count)
    started = time.perf_counter()


def load():
    as_text = ["MMSI", "BaseDateTime", "LAT", "LON", "SOG"]
    number = lambda name, kind: pl.col(name).cast(kind, strict=False)
    fixes = pl.scan_csv(path, infer_schema=False).select(as_text).select(
        number("MMSI", pl.Int64).alias("ship"),
        pl.col("BaseDateTime").str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False).dt.epoch("s").alias("s"),
        number("LAT", pl.Float64).alias("lat"),
        number("LON", pl.Float64).alias("lon"),
        number("SOG", pl.Float64).alias("sog"),
    )
    usable = fixes.drop_nulls(["ship", "s"]).filter(
        pl.col("lat").is_between(-90, 90) & pl.col("lon").is_between(-180, 180)
    )
    in_order = usable.collect().sort("ship", "s", maintain_order=True)
    is_first = (pl.struct("ship", "s") != pl.struct("ship", "s").shift(1)).fill_null(True)
    return in_order.filter(is_first)


def starts_anew(*conditions):
    """Numbers the runs of rows that none of these conditions separates."""
    return pl.any_horizontal(*conditions).fill_null(True).cum_sum().alias("run")


def changes(name):
    return pl.col(name) != pl.col(name).shift(1)


def same_ship_step():
    return pl.when(~changes("ship")).then(pl.col("s") - pl.col("s").shift(1))


def first_and_last(name):
    return pl.col(name).min().alias("start_s"), pl.col(name).max().alias("end_s")


def gaps(fixes):
    steps = fixes.select("ship", pl.col("s").alias("end_s"), same_ship_step().alias("step"))
    return steps.filter(pl.col("step") >= 6 * HOUR_S).with_columns((pl.col("end_s") - pl.col("step")).alias("start_s"))


def slow_runs(fixes):
    slow = fixes.select("ship", "s", (pl.col("sog") < 2).fill_null(False).alias("slow"), same_ship_step().alias("step"))
    runs = slow.with_columns(starts_anew(changes("ship"), changes("slow"), pl.col("step") > HOUR_S))
    lasting = runs.filter("slow").group_by("run").agg(pl.col("ship").first(), *first_and_last("s"))
    return lasting.filter(pl.col("end_s") - pl.col("start_s") >= 2 * HOUR_S)


def on_grid(fixes):
    after = {name: pl.col(name).shift(-1).alias(f"{name}1") for name in ["ship", "s", "lat", "lon"]}
    steps = fixes.select("ship", "s", "lat", "lon", *after.values()).filter(
        (pl.col("ship") == pl.col("ship1")) & (pl.col("s1") - pl.col("s")).is_between(1, HOUR_S)
    )
    first, last = ((pl.col(name) + TICK_S - 1) // TICK_S for name in ["s", "s1"])
    ticks = steps.filter(first < last).with_columns(pl.int_ranges(first, last).alias("tick")).explode("tick")
    share = (pl.col("tick") * TICK_S - pl.col("s")) / (pl.col("s1") - pl.col("s"))
    between = lambda name: (pl.col(name) + share * (pl.col(f"{name}1") - pl.col(name))).alias(name)
    return ticks.select("ship", "tick", between("lat"), between("lon"))


def cell_x(y):
    return (pl.col("lon") * (pl.col(y) * CELL_DEG).radians().cos() / CELL_DEG).floor().cast(pl.Int32)


def distance_m():
    lat0, lon0, lat1, lon1 = (pl.col(name).radians() for name in ["lat", "lon", "lat_b", "lon_b"])
    half = ((lat1 - lat0) / 2).sin().pow(2) + lat0.cos() * lat1.cos() * ((lon1 - lon0) / 2).sin().pow(2)
    return 2 * EARTH_M * half.sqrt().arcsin()


def near_pairs(grid):
    here = grid.with_columns((pl.col("lat") / CELL_DEG).floor().cast(pl.Int32).alias("y"))
    around = lambda name: pl.concat_list([pl.col(name) + by for by in (-1, 0, 1)]).alias(name)
    nine = here.with_columns(around("y")).explode("y").with_columns(cell_x("y").alias("x"))
    nine = nine.with_columns(around("x")).explode("x")
    pairs = here.with_columns(cell_x("y").alias("x")).join(nine, on=["tick", "y", "x"], suffix="_b")
    near = pairs.filter(pl.col("ship") < pl.col("ship_b")).filter(distance_m() <= NEAR_M)
    return near.select("ship", "ship_b", "tick").unique()


def encounters(near):
    in_order = near.sort("ship", "ship_b", "tick")
    runs = in_order.with_columns(starts_anew(changes("ship"), changes("ship_b"), pl.col("tick").diff() != 1))
    lasting = runs.group_by("run").agg(pl.col("ship", "ship_b").first(), *first_and_last("tick"))
    lasting = lasting.filter(pl.col("end_s") - pl.col("start_s") >= TICKS_OF_2_H)
    return lasting.with_columns(pl.col("start_s", "end_s") * TICK_S)


fixes = load()
lap("load", fixes=fixes.height, ships=fixes["ship"].n_unique())
silences = gaps(fixes)
lap("gaps", gaps=silences.height)
stays = slow_runs(fixes)
lap("slow runs", slow_runs=stays.height)
grid = on_grid(fixes)
near = near_pairs(grid)
meetings = encounters(near)
lap("encounters", grid=grid.height, near=near.height, encounters=meetings.height)
if len(sys.argv) > 3:
    alone = lambda events: events.select("ship", pl.lit(None).alias("ship_b"), "start_s", "end_s").rows()
    write(sys.argv[3], {
        "gap": alone(silences),
        "loitering": alone(stays),
        "encounter": meetings.select("ship", "ship_b", "start_s", "end_s").rows(),
    })
