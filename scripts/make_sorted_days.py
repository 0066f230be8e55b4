"""Writes AIS rows in order of time, in the form of MarineCadastre, a file a day: input for runs larger than memory.

usage: make_sorted_days.py ROWS DAYS DIR      (16e6 rows are 2 GB; the standard library is enough)

There is a vessel for every 500 rows; half of them drift, the others sail to and fro at constant speed.
"""
import math
import pathlib
import random
import sys

rows, days, out = int(float(sys.argv[1])), int(sys.argv[2]), pathlib.Path(sys.argv[3])
out.mkdir(parents=True, exist_ok=True)
dice = random.Random(7)
vessels = []
for number in range(max(50, rows // 500)):
    knots = dice.uniform(0, 1) if dice.random() < 0.5 else dice.uniform(4, 18)
    vessels.append((dice.uniform(24, 48), dice.uniform(-125, -68), knots, dice.uniform(0, 2 * math.pi)))
tails = [
    f"VESSEL NAME {number},IMO{9000000 + number},WDX{number},{30 + number % 60},{number % 9},"
    f"{10 + number % 300}.0,{5 + number % 40}.0,{2 + number % 12}.0,{number % 99},{'AB'[number % 2]}\n"
    for number in range(len(vessels))
]
header = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass\n"
)
for day in range(days):
    count = rows // days
    with open(out / f"day-{day + 1:02}.csv", "w", buffering=1 << 20) as file:
        file.write(header)
        for row in range(count):
            second = row * 86400 // count
            number = int(dice.random() * len(vessels))
            lat, lon, knots, course = vessels[number]
            # Back and forth: a ship that jumped would be two.
            degrees = 4 - abs(knots * (day * 86400 + second) / 3600 / 60 % 8 - 4)
            lat += degrees * math.cos(course) * 0.5
            lon += degrees * math.sin(course) * 0.5
            clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
            file.write(
                f"{366000000 + number},2022-01-{day + 1:02}T{clock},{lat:.5f},{lon:.5f},{knots:.1f},"
                f"{math.degrees(course):.1f},{row % 360}.0,{tails[number]}"
            )
