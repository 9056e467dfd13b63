# SPDX-License-Identifier: GPL-2.0-only
"""Fixtures of the boot tests, and how pytest-xdist may spread them over the
processors: a module's tests stay together, as they share fixtures; but each
boot of the matrix stands alone, and these come last, to fill the gaps."""

import os
import subprocess

import pytest

import nopanic


# Nothing is shared in these that takes longer than one boot.
ALONE = ("test_matrix", "test_nodes", "test_parameters", "test_boot",
         "test_page_tables", "test_accounting", "test_picture")


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "long: left to `make proof`, `make test` has its like")
    if not config.pluginmanager.hasplugin("xdist"):
        config.addinivalue_line("markers", "xdist_group: not here")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.module.__name__ == "test_matrix")
    for item in items:
        if item.module.__name__ not in ALONE:
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


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
