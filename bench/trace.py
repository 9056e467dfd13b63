# SPDX-License-Identifier: GPL-2.0-only
"""What the trace costs: not compiled in, off, on.

    usage: trace.py PLAIN TRACED > TSV

PLAIN and TRACED are bench/memblock without and with the trace; prints
"scenario regions who value" (ns an operation). On stderr: the instructions
of a boot at 128M with trace=off and with the trace, which is the default.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
COUNT = os.path.join(HERE, "..", "scripts", "count_instructions.py")
SCENARIOS = ("add_rand", "alloc_td_clean", "alloc_td_frag",
             "free_rand_td_frag")
LARGEST = 1000      # copies of longer lists are not kept


def measure(program, scenario, tracing):
    """{regions: ns} of our memblock."""
    env = {**os.environ, **({"TRACE": "1"} if tracing else {})}
    values = {}
    with subprocess.Popen([program, scenario], env=env, text=True,
                          stdout=subprocess.PIPE) as child:
        for line in child.stdout:
            name, regions, who, value = line.split("\t")
            if (name, who) == (scenario, "nopanic"):
                values[int(regions)] = value.strip()
            if LARGEST in values:
                child.kill()    # longer lists come next
                break
    return values


def boot(cmdline):
    done = subprocess.run([sys.executable, "-B", COUNT, "--cmdline", cmdline],
                          check=True, text=True, stdout=subprocess.PIPE)
    return int(done.stdout)


def main():
    plain, traced = sys.argv[1:]
    print("scenario\tregions\twho\tvalue")
    for scenario in SCENARIOS:
        for who, program, tracing in (("none", plain, False),
                                      ("off", traced, False),
                                      ("on", traced, True)):
            for regions, value in measure(program, scenario,
                                          tracing).items():
                print(f"{scenario}\t{regions}\t{who}\t{value}", flush=True)
    off, on = boot("quiet trace=off"), boot("quiet")
    print(f"boot at 128M, instructions to stage slab: {off} with trace=off, "
          f"{on} with the trace: {(on - off) / off:+.0%}", file=sys.stderr)


if __name__ == "__main__":
    main()
