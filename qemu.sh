#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Boots nopanic in QEMU: sets up what is missing, builds, boots. All that is
# long lives in scripts/setup.sh (packages) and scripts/qemu/ (the run).

set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 4

usage()
{
	cat <<'EOF'
Usage: ./qemu.sh [OPTION]... [-- QEMU-ARGS]

Sets up what is missing, builds build/nopanic.iso and boots it in QEMU. The
serial line is your terminal. To leave: `poweroff` at the kernel's prompt, or
Ctrl-a x at any time (Ctrl-a c is QEMU's monitor, Ctrl-a h its help).

  --firmware bios|uefi  what the machine boots with              [bios]
  --memory SIZE         8M, 512M, 4G, 512G ...; lazily backed    [512M]
  --nodes N             split the memory over N NUMA nodes       [none]
  --cmdline "..."       more kernel parameters, such as "memblock=debug"
  --map FILE            show what this kernel would do with that machine's map
  --test                run the self-tests and end; only a pass exits with 0
  --timeout S           stop after S seconds, 0: never   [0; with --test 120]
  --log FILE            write the serial log there, too
  --gdb [PORT|./FILE]   wait for gdb before the first instruction, on a free
                        port, that one, or a Unix socket
  --record FILE         record this boot, so that gdb can go backwards in it
  --replay FILE         replay a recorded boot, usually with --gdb
  --display             open a window (VNC where there is no desktop): the
                        picture of memory in pixels; GRUB's menu waits for you
  --kvm                 use KVM (the default, TCG, works everywhere)
  --help                this text
  -- QEMU-ARGS          go to QEMU after ours, so that they override them

Exit status:
  0  passed, or powered off         4  QEMU or the set-up failed; it says why
  1  a self-test failed             5  the CPU reset (triple fault)
  2  the kernel panicked            6  a function of a lab is missing
  3  time ran out
On 3 and 5 it prints where the kernel was: last stage, RIP, CR2, backtrace
and the last lines of the log.

Environment: CC, OPT, DEBUG as for make; OVMF=FILE another UEFI firmware.

Examples:
  ./qemu.sh                                   look around
  ./qemu.sh --firmware uefi --memory 4G       the same through OVMF
  ./qemu.sh --cmdline "memblock=debug"        each step of memblock
  ./qemu.sh --test --memory 16G --nodes 4     do all self-tests pass there?
  ./qemu.sh --gdb                             then gdb, as it tells you
  ./qemu.sh -- -machine pc                    an older machine
EOF
}

for arg in "$@"; do
	case "$arg" in
	-h | --help) usage; exit 0 ;;
	--) break ;;
	esac
done

# shellcheck source=scripts/env.sh
. scripts/env.sh

# The tests boot what is already there: NOPANIC_BUILD names its folder.
if [ -z "${NOPANIC_BUILD:-}" ]; then
	scripts/setup.sh boot || exit 4
	# A font for the screen and a window to see it in: good to have.
	if [ ! -e build/font ]; then
		scripts/setup.sh --if-possible font
	fi
	if [[ " $* " == *" --display "* ]] &&
		[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
		scripts/setup.sh --if-possible window
	fi
fi
exec "${PYTHON:-/usr/bin/python3}" scripts/qemu/run.py "$@"
