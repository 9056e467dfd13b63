# SPDX-License-Identifier: GPL-2.0-only
"""From measured lines to a table and a plot.

    usage: report.py [--title TEXT] [--unit NS] [--svg FILE] [--last WHO]
                     OURS TSV...

Each TSV has lines "scenario regions who value" (or any other size instead of
regions); lines that begin with # are comments. Prints, for each scenario, the
value of OURS and below it those of the others as a ratio: 0.10 means that
OURS takes a tenth. --svg draws how the cost grows, one small plot a scenario.
--last ends with the ratios to WHO in one table.
"""

import argparse
import math
import sys

COLOURS = {0: "#1a7f37", 1: "#cf222e", 2: "#0969da", 3: "#8250df",
           4: "#bf8700", 5: "#57606a"}


def read(paths):
    """{scenario: {who: {size: value}}}, in the order of the files."""
    data = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                cells = line.rstrip("\n").split("\t")
                if line.startswith("#") or cells[-1] == "value":
                    continue
                if len(cells) != 4:
                    sys.exit(f"{path}:{number}: four columns expected")
                scenario, size, who, value = cells
                data.setdefault(scenario, {}).setdefault(who, {})[
                    int(size)] = float(value)
    return data


def short(size):
    return f"{size // 1000}k" if size >= 1000 and not size % 1000 else size


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def table(data, ours, unit):
    for scenario, values in data.items():
        if ours not in values:
            continue
        sizes = sorted(values[ours])
        print(f"{scenario:24}" + "".join(f"{short(s):>10}" for s in sizes))
        print(f"  {ours + ', ' + unit:22}"
              + "".join(f"{number(values[ours][s]):>10}" for s in sizes))
        for who, theirs in values.items():
            if who == ours:
                continue
            ratios = (f"{values[ours][s] / theirs[s]:>10.3f}"
                      if theirs.get(s) else f"{'':10}" for s in sizes)
            print(f"  {'of ' + who:22}" + "".join(ratios))


def ratios(data, ours, who):
    """One line a scenario; where OURS is slower there is a mark."""
    rows = {name: {size: values[ours][size] / theirs
                   for size, theirs in values[who].items()
                   if size in values[ours]}
            for name, values in data.items()
            if who in values and ours in values}
    sizes = sorted({size for row in rows.values() for size in row})
    print(f"\n{'cost, ' + who + ' being 1':24}"
          + "".join(f"{short(s):>10}" for s in sizes))
    for name, row in rows.items():
        cells = (f"{row[s]:.3f}" + "!" * (row[s] > 1) if s in row else ""
                 for s in sizes)
        print(f"{name:24}" + "".join(f"{cell:>10}" for cell in cells))
    slower = sum(r > 1 for row in rows.values() for r in row.values())
    print(f"{slower} of {sum(map(len, rows.values()))} cells are slower")


# ---- the plot --------------------------------------------------------------

WIDTH, HEIGHT, LEFT, TOP, COLUMNS = 250, 170, 44, 26, 3


def scale(low, high, length):
    """Logarithmic: a function from value to place."""
    low, high = math.log10(low), math.log10(high)
    return lambda value: (math.log10(value) - low) / (high - low) * length


def one_plot(scenario, values, order):
    """The lines of one scenario, in a box at 0, 0."""
    sizes = sorted({s for who in values.values() for s in who})
    top = max(v for who in values.values() for v in who.values())
    low = min(v for who in values.values() for v in who.values())
    decades = (10 ** math.floor(math.log10(low)),
               10 ** math.ceil(math.log10(max(top, low * 10))))
    wide, high = WIDTH - LEFT - 14, HEIGHT - TOP - 34
    at_x = scale(sizes[0], max(sizes[-1], sizes[0] + 1), wide)
    at_y = scale(*decades, high)
    yield (f'<text x="{LEFT}" y="16" class="head">{scenario}</text>'
           f'<rect x="{LEFT}" y="{TOP}" width="{wide}" height="{high}" '
           'class="box"/>')
    decade = decades[0]
    while decade <= decades[1]:
        y = TOP + high - at_y(decade)
        yield (f'<path d="M{LEFT} {y:.1f}h{wide}" class="grid"/>'
               f'<text x="{LEFT - 4}" y="{y + 3:.1f}" class="y">'
               f'{short(decade)}</text>')
        decade *= 10
    free = 0        # where no label stands yet
    for size in sizes:
        if at_x(size) < free:
            continue
        free = at_x(size) + 26
        yield (f'<text x="{LEFT + at_x(size):.1f}" y="{TOP + high + 14}" '
               f'class="x">{short(size)}</text>')
    for who, line in values.items():
        points = " ".join(f"{LEFT + at_x(s):.1f},"
                          f"{TOP + high - at_y(v):.1f}"
                          for s, v in sorted(line.items()))
        colour = COLOURS[order.index(who) % len(COLOURS)]
        yield (f'<polyline points="{points}" stroke="{colour}" '
               'class="line"/>')
        yield from (f'<circle cx="{LEFT + at_x(s):.1f}" r="2" fill="{colour}" '
                    f'cy="{TOP + high - at_y(v):.1f}"/>'
                    for s, v in line.items())


def plot(data, ours, title, unit):
    data = {k: v for k, v in data.items() if ours in v}
    order = [ours] + sorted({w for v in data.values() for w in v} - {ours})
    rows = math.ceil(len(data) / COLUMNS)
    wide, high = WIDTH * COLUMNS, 50 + HEIGHT * rows
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} '
           f'{high}" font-family="sans-serif"><style>'
           '.head{font-size:12px;font-weight:bold}'
           '.x{font-size:9px;text-anchor:middle}'
           '.y{font-size:9px;text-anchor:end}'
           '.box{fill:none;stroke:#888}.grid{stroke:#ddd}'
           '.line{fill:none;stroke-width:2}</style>'
           f'<rect width="{wide}" height="{high}" fill="white"/>'
           f'<text x="10" y="20" font-size="14">{title} ({unit})</text>')
    for k, who in enumerate(order):
        yield (f'<text x="{10 + 130 * k}" y="40" font-size="12" '
               f'fill="{COLOURS[k % len(COLOURS)]}">{who}</text>')
    for k, (scenario, values) in enumerate(data.items()):
        yield (f'<g transform="translate({k % COLUMNS * WIDTH} '
               f'{50 + k // COLUMNS * HEIGHT})">')
        yield from one_plot(scenario, values, order)
        yield "</g>"
    yield "</svg>"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--title", default="cost of one operation")
    parser.add_argument("--unit", default="ns")
    parser.add_argument("--svg")
    parser.add_argument("--last")
    parser.add_argument("ours")
    parser.add_argument("tsv", nargs="+")
    args = parser.parse_args()

    data = read(args.tsv)
    table(data, args.ours, args.unit)
    if args.last:
        ratios(data, args.ours, args.last)
    if args.svg:
        with open(args.svg, "w", encoding="utf-8") as file:
            file.write("\n".join(plot(data, args.ours, args.title,
                                      args.unit)) + "\n")
        print(f"plot: {args.svg}")


if __name__ == "__main__":
    main()
