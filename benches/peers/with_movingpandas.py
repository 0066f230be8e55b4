"""What one would write with MovingPandas: with_movingpandas.py FILE.csv EVENTS.jsonl

    gaps        ObservationGapSplitter with 6 h: what lies between the parts of a ship's trajectory
    loitering   TrajectoryStopDetector on the parts that ObservationGapSplitter with 1 h leaves: at least 2 h within a circle of
                7,408 m, as far as a ship at 2 knots comes in 2 h

Rows are those of with_polars.py: valid positions by (MMSI, time), the first of each time. MovingPandas has no meetings of ships.
"""

import sys
import warnings
from datetime import timedelta

import geopandas
import movingpandas
import pandas

from events import write

MAX_DIAMETER_M = 7_408
warnings.filterwarnings("ignore", category=UserWarning)


def load(path):
    rows = pandas.read_csv(path, usecols=["MMSI", "BaseDateTime", "LAT", "LON"])
    rows = rows[rows.LAT.between(-90, 90) & rows.LON.between(-180, 180)]
    rows = rows.drop_duplicates(["MMSI", "BaseDateTime"]).sort_values(["MMSI", "BaseDateTime"], kind="stable")
    rows["t"] = pandas.to_datetime(rows.BaseDateTime)
    places = geopandas.points_from_xy(rows.LON, rows.LAT, crs="EPSG:4326")
    return geopandas.GeoDataFrame(rows[["MMSI", "t"]], geometry=places).set_index("t")


def seconds(instant):
    return int(instant.timestamp())


def parts(trajectory, hours):
    return list(movingpandas.ObservationGapSplitter(trajectory).split(gap=timedelta(hours=hours)))


gaps, stays = [], []
for ship, rows in load(sys.argv[1]).groupby("MMSI"):
    if len(rows) < 2:
        continue
    trajectory = movingpandas.Trajectory(rows.drop(columns="MMSI"), int(ship))
    # The splitter drops a fix alone between two silences, so the two are one gap here.
    whole = parts(trajectory, 6)
    for before, after in zip(whole, whole[1:], strict=False):
        gaps.append((ship, None, seconds(before.get_end_time()), seconds(after.get_start_time())))
    for part in parts(trajectory, 1):
        detector = movingpandas.TrajectoryStopDetector(part)
        for stop in detector.get_stop_time_ranges(max_diameter=MAX_DIAMETER_M, min_duration=timedelta(hours=2)):
            stays.append((ship, None, seconds(stop.t_0), seconds(stop.t_n)))
write(sys.argv[2], {"gap": gaps, "loitering": stays})
