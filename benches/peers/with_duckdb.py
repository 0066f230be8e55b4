"""What one would write with DuckDB: with_duckdb.py FILE.csv THREADS [EVENTS.jsonl]

The definitions, what is printed and what is written are those of with_polars.py.
"""

import sys
import time

import duckdb

from events import write

path, threads = sys.argv[1], int(sys.argv[2])

LOAD = """
CREATE TABLE fixes AS
WITH typed AS (
    SELECT row_number() OVER () AS line,
           TRY_CAST(MMSI AS BIGINT) AS ship,
           epoch(TRY_CAST(BaseDateTime AS TIMESTAMP))::BIGINT AS s,
           TRY_CAST(LAT AS DOUBLE) AS lat, TRY_CAST(LON AS DOUBLE) AS lon, TRY_CAST(SOG AS DOUBLE) AS sog
    FROM read_csv(?, header = true, all_varchar = true)
)
SELECT ship, s, lat, lon, sog FROM typed
WHERE ship IS NOT NULL AND s IS NOT NULL AND lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180
QUALIFY row_number() OVER (PARTITION BY ship, s ORDER BY line) = 1
ORDER BY ship, s
"""
GAPS = """
SELECT ship, NULL AS ship_b, s - step AS start_s, s AS end_s
FROM (SELECT ship, s, s - lag(s) OVER (PARTITION BY ship ORDER BY s) AS step FROM fixes) WHERE step >= 21600
"""
SLOW_RUNS = """
WITH steps AS (
    SELECT ship, s, coalesce(sog < 2, false) AS slow,
           s - lag(s) OVER of_ship AS step, lag(coalesce(sog < 2, false)) OVER of_ship AS was_slow
    FROM fixes WINDOW of_ship AS (PARTITION BY ship ORDER BY s)
), runs AS (
    SELECT ship, s, slow,
           sum(CASE WHEN step IS NULL OR step > 3600 OR slow <> was_slow THEN 1 ELSE 0 END)
               OVER (PARTITION BY ship ORDER BY s) AS run
    FROM steps
)
SELECT ship, NULL AS ship_b, min(s) AS start_s, max(s) AS end_s
FROM runs WHERE slow GROUP BY ship, run HAVING max(s) - min(s) >= 7200
"""
GRID = """
CREATE TABLE grid AS
WITH steps AS (
    SELECT *, lead(s) OVER of_ship AS s1, lead(lat) OVER of_ship AS lat1, lead(lon) OVER of_ship AS lon1
    FROM fixes WINDOW of_ship AS (PARTITION BY ship ORDER BY s)
), ticks AS (
    SELECT *, unnest(range((s + 599) // 600, (s1 + 599) // 600)) AS tick FROM steps WHERE s1 - s BETWEEN 1 AND 3600
)
SELECT ship, tick,
       lat + (tick * 600 - s) / (s1 - s) * (lat1 - lat) AS lat, lon + (tick * 600 - s) / (s1 - s) * (lon1 - lon) AS lon
FROM ticks
"""
NEAR = """
CREATE TABLE near AS
WITH here AS (SELECT *, floor(lat / 0.0045)::INT AS y FROM grid),
rows_around AS (SELECT ship, tick, lat, lon, y + unnest([-1, 0, 1]) AS y FROM here),
cells_around AS (
    SELECT *, floor(lon * cos(radians(y * 0.0045)) / 0.0045)::INT + unnest([-1, 0, 1]) AS x FROM rows_around
),
cells AS (SELECT *, floor(lon * cos(radians(y * 0.0045)) / 0.0045)::INT AS x FROM here)
SELECT DISTINCT a.ship AS ship, b.ship AS ship_b, tick
FROM cells a JOIN cells_around b USING (tick, y, x)
WHERE a.ship < b.ship AND 2 * 6371008.8 * asin(sqrt(
    sin(radians(b.lat - a.lat) / 2) ** 2
    + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2)) <= 500
"""
ENCOUNTERS = """
WITH runs AS (
    SELECT ship, ship_b, tick, tick - row_number() OVER (PARTITION BY ship, ship_b ORDER BY tick) AS run FROM near
)
SELECT ship, ship_b, min(tick) * 600 AS start_s, max(tick) * 600 AS end_s
FROM runs GROUP BY ship, ship_b, run HAVING max(tick) - min(tick) >= 12
"""

started = time.perf_counter()
engine = duckdb.connect(config={"threads": threads})


def number(query):
    return engine.execute(query).fetchone()[0]


def count(query):
    return number(f"SELECT count(*) FROM ({query})")


def lap(name, **counts):
    global started
    now = time.perf_counter()
    print("lap", name, now - started)
    for what, count in counts.items():
        print("count", what, count)
    started = time.perf_counter()


engine.execute(LOAD, [path])
lap("load", fixes=number("SELECT count(*) FROM fixes"), ships=number("SELECT count(DISTINCT ship) FROM fixes"))
lap("gaps", gaps=count(GAPS))
lap("slow runs", slow_runs=count(SLOW_RUNS))
engine.execute(GRID)
engine.execute(NEAR)
lap("encounters", grid=number("SELECT count(*) FROM grid"), near=number("SELECT count(*) FROM near"),
    encounters=count(ENCOUNTERS))
if len(sys.argv) > 3:
    found = {"gap": GAPS, "loitering": SLOW_RUNS, "encounter": ENCOUNTERS}
    write(sys.argv[3], {name: engine.execute(query).fetchall() for name, query in found.items()})
