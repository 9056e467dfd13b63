#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Backwards through a UEFI boot: recorded, prepared, replayed in gdb.

set -u
out=$PROOF_DIR/gdb.md
log=$PROOF_DIR/gdb.txt

"${PYTHON:-python3}" -B -m pytest -q -s -p no:cacheprovider \
	tests/boot/long_gdb_uefi.py > "$log" 2>&1
status=$?
cat "$log"
{
	echo "## gdb, backwards, UEFI"
	echo
	echo "    make proof PART=gdb"
	echo
	grep -h "^recorded in" "$log" | sed 's/^/- /'
	tail -n 1 "$log" | sed 's/^/- /'
} > "$out"
exit $status
