# SPDX-License-Identifier: GPL-2.0-only
"""Lab 00 on a machine with UEFI: R2 asks what becomes of the firmware's own
memory. All else is as in ../../tests/lab.py."""

from labtool.beside import lab_of_variant

LAB = lab_of_variant(__file__)
LAB.FIRMWARE = "uefi"
BadLog, personal, Machine = LAB.BadLog, LAB.personal, LAB.Machine
QUESTIONS = [("R2", question[1], "the lines `efi: mem..` that end in (3) or "
              "(4)") if question[0] == "R2" else question
             for question in LAB.QUESTIONS]
# UEFI 2.9, table 7-6: free for the kernel after ExitBootServices().
BOOT_SERVICES = ("3", "4")


def key(text, answers):
    found, wrong = LAB.key(text, answers)
    if found:
        found["R2"] = sum(
            end - start for start, end, kind in LAB.BootLog(text).efi
            if kind in BOOT_SERVICES)
    return found, wrong
