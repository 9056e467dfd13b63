# SPDX-License-Identifier: GPL-2.0-only
"""Makes tests/fuzz/corpus anew: of all inputs there are (the corpus so far,
what runs have found, tests/maps in the form of the target) a small set that
reaches every edge of the code that they reach together.

    usage: fuzz_corpus.py [--build FOLDER] NAME...

Files named regression-* crashed a target once; they are kept as they are.
"""

import argparse
import glob
import os
import shutil
import subprocess

import fuzz


def merge(build, name):
    corpus = f"tests/fuzz/corpus/{name}"
    new = os.path.join(build, "merged", name)
    shutil.rmtree(new, ignore_errors=True)
    os.makedirs(new)
    subprocess.run([os.path.join(build, "fuzz", f"fuzz_{name}"), "-merge=1",
                    "-set_cover_merge=1", "-use_counters=0",
                    f"-max_len={fuzz.told(name, 'bytes')[0]}", new,
                    *fuzz.inputs(build, name)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for path in glob.glob(os.path.join(corpus, "regression-*")):
        shutil.copy(path, new)
    shutil.rmtree(corpus, ignore_errors=True)
    shutil.copytree(new, corpus)
    files = glob.glob(os.path.join(corpus, "*"))
    print(f"  {name:11} {len(files)} inputs, "
          f"{sum(map(os.path.getsize, files))} bytes", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build/fuzz")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    for name in args.names or fuzz.all_names():
        merge(args.build, name)


if __name__ == "__main__":
    main()
