#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The oracles: random operations on the real thing and on a model too dumb to
# be wrong, every result and the whole state compared after each. The last
# line that each program prints is its row.

set -u
out=$PROOF_DIR/oracle.md
programs="test_memblock_model test_memblock_model_uma test_memblock_model_hint"
status=0

make -s unit-programs || exit 1
{
	echo "## Oracles"
	echo
	echo "    make proof PART=oracle"
	echo
} > "$out"
for program in $programs; do
	OPS=${OPS:-1000000} "${NOPANIC_BUILD:-build}/unit/$program" \
		> "$PROOF_DIR/$program.txt" 2>&1 || status=1
	cat "$PROOF_DIR/$program.txt"
	grep -h "operations from SEED" "$PROOF_DIR/$program.txt" |
		sed "s/^/- $program: /" >> "$out"
done
exit $status
