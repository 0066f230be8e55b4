"""Writes AIS rows in order of time, in the form of MarineCadastre, a file a day: input for runs larger than memory.

usage: make_sorted_days.py ROWS DAYS DIR      (16e6 rows are 2 GB; the standard library is enough; a process a day)

There is a vessel for every 500 rows; half of them drift, the others sail to and fro at constant speed.
"""
import math
import multiprocessing
import pathlib
import random
import sys

HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass\n"
)


def fleet(ships):
    dice = random.Random(7)
    for number in range(ships):
        knots = dice.uniform(0, 1) if dice.random() < 0.5 else dice.uniform(4, 18)
        course = dice.uniform(0, 2 * math.pi)
        tail = (
            f"{knots:.1f},{math.degrees(course):.1f},{number % 360}.0,VESSEL NAME {number},IMO{9000000 + number},WDX{number},"
            f"{30 + number % 60},{number % 9},{10 + number % 300}.0,{5 + number % 40}.0,{2 + number % 12}.0,{number % 99},"
            f"{'AB'[number % 2]}\n"
        )
        north, east = 0.5 * math.cos(course), 0.5 * math.sin(course)
        yield dice.uniform(24, 48), dice.uniform(-125, -68), knots / 216000, north, east, 366000000 + number, tail


def write_day(day, rows, ships, out):
    vessels = list(fleet(ships))
    draw = random.Random(1000 + day).random
    with open(out / f"day-{day + 1:02}.csv", "w", buffering=1 << 20) as file:
        file.write(HEADER)
        for row in range(rows):
            second = row * 86400 // rows
            lat, lon, degrees_a_second, north, east, mmsi, tail = vessels[int(draw() * ships)]
            # Back and forth: a ship that jumped would be two.
            degrees = 4 - abs(degrees_a_second * (day * 86400 + second) % 8 - 4)
            clock = "%02d:%02d:%02d" % (second // 3600, second // 60 % 60, second % 60)
            place = "%.5f,%.5f" % (lat + degrees * north, lon + degrees * east)
            file.write(f"{mmsi},2022-01-{day + 1:02}T{clock},{place},{tail}")


if __name__ == "__main__":
    rows, days, out = int(float(sys.argv[1])), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    ships = max(50, rows // 500)
    with multiprocessing.Pool(days) as pool:
        pool.starmap(write_day, [(day, rows // days, ships, out) for day in range(days)])
