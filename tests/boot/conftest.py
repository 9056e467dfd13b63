# SPDX-License-Identifier: GPL-2.0-only
"""Fixtures of the boot tests. The self-test boots are many and independent:
they run two at a time, started before the first test asks for its result."""

import concurrent.futures
import os
import subprocess

import pytest

import nopanic


def pytest_collection_modifyitems(items):
    """The matrix comes last, while its boots already run."""
    items.sort(key=lambda item: "matrix" in item.fixturenames)


@pytest.fixture(scope="session", autouse=True)
def matrix(request):
    """case -> future of its boot, for all that were selected."""
    cases = [item.callspec.params["case"] for item in request.session.items
             if hasattr(item, "callspec") and "case" in item.callspec.params]
    pool = concurrent.futures.ThreadPoolExecutor(
        max(1, (os.cpu_count() or 2) - 1))
    yield {case: pool.submit(case.boot) for case in cases}
    pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def release():
    """One boot on BIOS with 512M to the prompt, and its power-off."""
    with nopanic.Session() as session:
        session.prompt()
        session.send("poweroff\r")
        return session.end()


@pytest.fixture(scope="session")
def stub(tmp_path_factory):
    """stub(MODE): a folder with a tiny kernel that ends in that way."""
    def make(mode):
        folder = tmp_path_factory.mktemp(mode.lower())
        image = folder / "iso/boot/nopanic"
        grub = folder / "iso/boot/grub"
        grub.mkdir(parents=True)
        (grub / "grub.cfg").write_text(
            "set timeout=0\nmenuentry stub { multiboot2 /boot/nopanic\n}\n")
        source = os.path.join(nopanic.ROOT, "tests/boot/stub.asm")
        for command in (
                ["nasm", "-f", "elf64", f"-DMODE_{mode}", "-o",
                 f"{folder}/stub.o", source],
                ["ld", "-n", "-Ttext=0x100000", "-e", "_start", "-o",
                 f"{folder}/nopanic.elf", f"{folder}/stub.o"],
                ["strip", "-o", image, f"{folder}/nopanic.elf"],
                ["scripts/make_iso.sh", f"{folder}/iso",
                 f"{folder}/nopanic.iso"]):
            subprocess.run(command, check=True, cwd=nopanic.ROOT, env={
                **os.environ, "GRUB_MODULES":
                "normal multiboot2 iso9660 search part_msdos part_gpt"})
        return str(folder)
    return make
