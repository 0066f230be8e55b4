"""Scores over difficulty, as a picture and as a table."""

from tables import table

# Behaviour, colour; in the order of the legend.
DRAWN = (
    ("gap", "#555555"),
    ("loitering", "#d95f02"),
    ("encounter", "#1b9e77"),
    ("port_visit", "#7570b3"),
    ("zone_visit", "#e7298a"),
    ("identity_conflict", "#66a61e"),
    ("position_jump", "#a6761d"),
)
CALLED = "called deliberate"
CALLED_COLOUR = "#b00020"
WIDTH, HEIGHT, LEFT, TOP, GAP = 330, 230, 50, 40, 60


def sums(runs, behaviour):
    """Matched, parts, events and truths of all seeds; of accusations: right, found, called and asked."""
    total = [0, 0, 0, 0]
    for scores in runs:
        if behaviour == CALLED:
            said = scores["accusations"]
            counts = [said["right"], said["found"], said["called"], said["asked"]]
        else:
            score = scores["by_behaviour"].get(behaviour)
            counts = [score["matched"], score["matched"], score["events"], score["truths"]] if score else [0] * 4
        total = [a + b for a, b in zip(total, counts, strict=True)]
    return total


def shares(runs, behaviour):
    """Precision and recall; none of nothing."""
    right, found, events, truths = sums(runs, behaviour)
    return right / events if events else None, found / truths if truths else None


def curve(points, colour, dash):
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    line = f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in points)
    return line + dots


def panel(runs, left, title, which):
    parts = [f'<g transform="translate({left},{TOP})">', f'<text x="{WIDTH / 2}" y="-14" text-anchor="middle" class="t">{title}</text>']
    for tenth in range(0, 11, 2):
        y, x = HEIGHT * (1 - tenth / 10), WIDTH * tenth / 10
        parts.append(f'<line x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="g"/>')
        parts.append(f'<text x="-8" y="{y + 4:.1f}" text-anchor="end">{tenth / 10:.1f}</text>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT + 18}" text-anchor="middle">{tenth / 10:.1f}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT + 36}" text-anchor="middle">difficulty</text>')
    for behaviour, colour in (*DRAWN, (CALLED, CALLED_COLOUR)):
        told = [(difficulty, shares(of, behaviour)[which]) for difficulty, of in runs.items()]
        points = [(WIDTH * difficulty, HEIGHT * (1 - share)) for difficulty, share in told if share is not None]
        parts.append(curve(points, colour, ' stroke-dasharray="6 4"' if behaviour == CALLED else ""))
    return "\n".join([*parts, "</g>"])


def legend(left):
    parts = [f'<g transform="translate({left},{TOP})">']
    for row, (behaviour, colour) in enumerate((*DRAWN, (CALLED, CALLED_COLOUR))):
        dash = ' stroke-dasharray="6 4"' if behaviour == CALLED else ""
        y = 10 + 22 * row
        parts.append(f'<line x1="0" x2="26" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"{dash}/>')
        parts.append(f'<text x="34" y="{y + 4}">{behaviour}</text>')
    return "\n".join([*parts, "</g>"])


def picture(runs):
    whole, right = 2 * (LEFT + WIDTH) + GAP + 150, LEFT + WIDTH + GAP
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {TOP + HEIGHT + 50}" font-family="sans-serif" font-size="12">',
        "<title>Precision and recall of darkwake over the difficulty of the seas</title>",
        "<style>.g{stroke:#ddd}.t{font-size:14px;font-weight:bold}text{fill:#333}</style>",
        f'<rect width="{whole}" height="{TOP + HEIGHT + 50}" fill="#fff"/>',
        panel(runs, LEFT, "Precision", 0),
        panel(runs, right, "Recall", 1),
        legend(right + WIDTH + 30),
        "</svg>\n",
    ])


def as_table(runs):
    share = lambda value: "-" if value is None else f"{value:.2f}"
    rows = []
    for behaviour in (*(name for name, _ in DRAWN), CALLED):
        rows.append([behaviour, *(" / ".join(map(share, shares(of, behaviour))) for of in runs.values())])
    return table(["precision / recall", *runs], rows)
