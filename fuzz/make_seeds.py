#!/usr/bin/env python3
"""Writes fuzz/seeds: what each target starts from, rows made up in the shape of every dialect. Deterministic; run it again
after a target's input changes."""

import json
import pathlib
import shutil
import struct
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).parent / "seeds"

DIALECTS = {
    "marinecadastre": (
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n"
        "440000001,2024-05-01T00:00:00,35.10000,129.50000,8.0,90.0,511.0,SEA ONE,IMO9074729,HLAB,70.0,0.0,120,20,6.5,70,A\n"
        "440000001,2024-05-01T00:05:00,35.10010,129.51300,8.1,360.0,90.0,SEA ONE,IMO9074729,HLAB,70.0,15,120,20,6.5,70,A\n"
        "440000002,2024-05-01T00:00:30,91.0,181.0,102.3,409.5,511,,,,,,,,,,B\n"
    ),
    "marinecadastre_2025": (
        "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,draft,cargo,transceiver\n"
        '440000001,2025-05-01 00:00:00,129.5,35.1,0.0,181.5,,"NAME, WITH ""QUOTES""",,,30,7,,,,,A\n'
    ),
    "dma": (
        "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type\n"
        "31/05/2024 23:59:59,Class A,219000001,57.500000,11.250000,Engaged in fishing,0.0,3.2,120.5,119,Unknown,OXAB,FISK,Fishing\n"
        "01/06/2024 00:00:09,Base Station,002190001,57.1,11.0,Unknown value,,,,,Unknown,,,Undefined\n"
    ),
    "norwegian": (
        "mmsi;date_time_utc;sog;cog;true_heading;nav_status;calc_speed;lon;lat\n"
        "257000001;2024-05-01 00:00:00;12.5;10.1;11;0;12.4;5.25;60.1\n"
    ),
    "brest": "sourcemmsi,navigationalstatus,rateofturn,speedoverground,courseoverground,trueheading,lon,lat,t\n227000001,15,-127,0.1,262.7,511,-4.47,48.38,1443650402\n",
    "gfw": "mmsi,timestamp,distance_from_shore,distance_from_port,speed,course,lat,lon,is_fishing,source\n1.2639560807591e+13,1348120325.0,0.0,8.3,0.6,3.5,-26.55,-85.2,-1.0,test\n",
    "marinetraffic": "MMSI;SHIP_ID;STATUS;SPEED_KNOTSx10;LON;LAT;COURSE;HEADING;TIMESTAMP_UTC\n240000001;777;0;125;23.5;37.9;45;44;2024-05-01 00:00:00\n",
    "piraeus": "t,vessel_id,lon,lat,heading,speed,course\n1494028800000,a0b1c2,23.6,37.9,100,0.5,200.5\n",
    "gicoms": "\ufeff# a line\n# another\nMMSI,일시,위도,경도,SOG,COG,Heading\n440000001,2024-05-01 00:00:00,35.1,129.5,8.0,90.0,91\n",
    "lines": 'MMSI,BaseDateTime,LAT,LON,VesselName\r\n440000001,2024-05-01T00:00:00,35.1,129.5,"TWO\nLINES"\r\r\n\n440000001,2024-05-01T00:01:00,35.1,129.5,5" GUN\r',
    "raw": "mmsi,timestamp,latitude,longitude,sog,cog\n440000001,1714521600,21060000,77700000,80,3600\n",
}

SQUARE = [[130, 35], [132, 35], [132, 37], [130, 37], [130, 35]]
HOLE = [[130.5, 35.5], [130.5, 36.5], [131.5, 36.5], [131.5, 35.5], [130.5, 35.5]]
ACROSS = [[[[179, -1], [180, -1], [180, 1], [179, 1], [179, -1]]], [[[-180, -1], [-179, -1], [-179, 1], [-180, 1], [-180, -1]]]]


def feature(shape, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": shape, "coordinates": coordinates}}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


CHARTS = {
    "zone": collection(feature("Polygon", [SQUARE, HOLE], name="closure", kind="closure")),
    "across": collection(feature("MultiPolygon", ACROSS, name="across")),
    "polar": collection(feature("Polygon", [[[-180, 80], [180, 80], [180, 90], [-180, 90], [-180, 80]]], name="polar")),
    "bow_tie": collection(feature("Polygon", [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]])),
    "ports": collection(feature("Point", [129.05, 35.1], name="Busan", id="KRPUS")),
    "ports_csv": "name,lat,lon\nBusan,35.1,129.05\nUlsan,35.5,129.4\n",
    "world_port_index": "World Port Index Number,Main Port Name,Latitude,Longitude\n60490,Busan,35.1,129.05\n",
}

SETTINGS = {
    "gap": "[gap]\nmin_duration_h = 12.0\n",
    "many": '[loitering]\nmax_speed_kn = 2.0\nspeed = "reported"\n[encounter]\nmax_distance_m = 500.0\n[chart]\nzones = ["z.geojson"]\n[reader]\nstrict = true\n',
    "mapping": '[reader.mapping]\ntime_format = "iso"\n[reader.mapping.columns]\nidentity = "id"\ntime = "t"\nlat = "lat"\nlon = "lon"\n',
    "list": "mmsi,imo,class,gear,flag,listed,authorised\n440000001,9074729,fishing,trawler,KR,yes,no\n",
    "truth": json.dumps({"seed": 1, "events": []}),
}

FIELDS = [
    "35.10000", "-129.5", "8.0", "511", "102.3", "1e5", "-0", ".5", "5.", "inf", "nan", "1_000", "+7", "0x10", "9007199254740993",
    "2024-05-01T00:00:00", "2024-05-01T00:00:00.123456789Z", "2024-05-01 00:00:00+09:00", "20240501_000000", "2016-12-31T23:59:60Z",
    "31/12/2024 23:59:59", "12/31/2024 11:59", "1714521600", "1714521600.25", "1714521600000", "1.7145216E9",
]


def events():
    """An event of each type that the sample data has, the shortest line of it."""
    project = pathlib.Path(__file__).parent.parent
    sea = project / "data/east_sea"
    with tempfile.TemporaryDirectory() as out:
        command = ["cargo", "run", "--quiet", "--features", "cli", "--", "detect", sea / "ais.csv", "--out", out, "--quiet"]
        command += ["--format", "jsonl", "--zones", sea / "zones.geojson", "--ports", sea / "ports.csv"]
        subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL)
        lines = (pathlib.Path(out) / "events.jsonl").read_text().splitlines(keepends=True)
    shortest = {}
    for line in sorted(lines, key=lambda line: (len(line), line)):
        shortest.setdefault(json.loads(line)["type"], line)
    return shortest


def write(target, name, content):
    path = ROOT / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def steps(count, **changes):
    """Steps of the target `tracks`: vessel, seconds, north and east in millionths of a degree, SOG, COG, status, leap."""
    step = dict(vessel=0, after_s=600, north=2000, east=1000, sog=50, cog=300, status=0, leap=0)
    out = b""
    for index in range(count):
        one = {**step, **{key: value(index) if callable(value) else value for key, value in changes.items()}}
        out += struct.pack(
            "<BHhhHHBB", *(one[key] for key in ("vessel", "after_s", "north", "east", "sog", "cog", "status", "leap"))
        )
    return out


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    for name, text in DIALECTS.items():
        data = text.encode()
        write("records", name, struct.pack("<IHB", 1 << 30 if ";" in text else 0, 37, 2) + data)
        write("rows", name, struct.pack("<BHHBB", 0, 64, 4000, 0, 1) + data)
        body = data.split(b"\n", 1)[1]
        write("rows", f"{name}_body", struct.pack("<BHHBB", 1, 16, 4000, 0, 1) + body)
    for name, text in CHARTS.items():
        write("charts", name, text)
    for name, text in SETTINGS.items():
        write("settings", name, text)
    for index, text in enumerate(FIELDS):
        write("fields", f"{index:02}", text)
    for name, line in events().items():
        write("events", name, line)
    write("tracks", "under_way", steps(60))
    write("tracks", "still", steps(60, north=0, east=0, sog=0, status=1))
    write("tracks", "two_together", steps(80, vessel=lambda i: i % 2, north=50, east=0, sog=5))
    write("tracks", "silence", steps(40, after_s=lambda i: 60000 if i == 20 else 600))
    write("tracks", "shared", steps(60, north=lambda i: 30000 if i % 2 else -30000))
    write("tracks", "leaps", steps(40, leap=lambda i: 250 + i % 6 if i % 5 == 0 else 0))


if __name__ == "__main__":
    main()
