# SPDX-License-Identifier: GPL-2.0-only
"""The -Og build in gdb: every argument and local of each function of the
call tree can be printed, on each of its lines."""

import os
import re
import subprocess

import pytest

import nopanic

OG = os.path.join(nopanic.ROOT, "build", "og")
CALL_TREE = {
    "___alloc_bootmem_nopanic", "__alloc_memory_core_early",
    "memblock_find_in_range_node", "__memblock_find_range_top_down",
    "memblock_reserve", "memblock_reserve_region", "memblock_add_range",
}


@pytest.fixture(scope="module", params=[
    "bios", pytest.param("uefi", marks=pytest.mark.long)])
def walk(request):
    """What gdb_calltree.py prints."""
    subprocess.run(["make", "-s", "BUILD=build/og", "OPT=-Og", "iso"],
                   cwd=nopanic.ROOT, check=True)
    with nopanic.Session("--gdb", "--firmware", request.param,
                         build=OG) as session:
        session.expect("waiting for gdb")
        hint = session.expect("\n")
        port = re.search(r"(\d{4,5})", hint).group(1)
        return subprocess.run(
            ["gdb", "-batch", "-nx", "-x",
             os.path.join(nopanic.ROOT, "tests/boot/gdb_calltree.py"),
             os.path.join(OG, "nopanic.elf")], stdin=subprocess.DEVNULL,
            env={**os.environ, "GDB_TARGET": f"127.0.0.1:{port}"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=120, check=False).stdout


def test_each_function_of_the_call_tree_is_stepped_through(walk):
    seen = dict(re.findall(r"^SEEN (\w+) lines=(\d+)$", walk, re.M))
    assert set(seen) == CALL_TREE, walk
    assert all(int(lines) > 0 for lines in seen.values()), walk


def test_no_argument_or_local_is_optimized_out(walk):
    assert not re.findall(r"^LOST .*$", walk, re.M), walk


def test_a_stage_that_is_none():
    """`make gdb STAGE=buddies` names the stages, and boots past none."""
    done = subprocess.run(
        ["/usr/bin/python3", "-B", "scripts/gdb_session.py", "--stage",
         "buddies"], cwd=nopanic.ROOT, env={**os.environ,
                                            "NOPANIC_BUILD": OG},
        stderr=subprocess.PIPE, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert "'buddies'" in done.stderr and "'buddy'" in done.stderr
