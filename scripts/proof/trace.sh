#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The trace is complete: replayed, it gives the lists that the kernel itself
# prints, on more machines than `make test` boots; and on the host after each
# of a million random operations.

set -u
build=${NOPANIC_BUILD:-build}
out=$PROOF_DIR/trace.md
status=0

make -s all unit-programs || exit 1
make -s DEBUG=1 iso || exit 1
{
	echo "## The trace, replayed"
	echo
	echo "    make proof PART=trace"
	echo
} > "$out"
OPS=${OPS:-1000000} SEED=${SEED:-1} "$build/unit/test_trace_model" \
	> "$PROOF_DIR/trace_model.txt" 2>&1 || status=1
cat "$PROOF_DIR/trace_model.txt"
grep -h "operations from SEED" "$PROOF_DIR/trace_model.txt" |
	sed "s/^/- test_trace_model: /" >> "$out"
TRACE_MACHINES=all "${PYTHON:-/usr/bin/python3}" -B -m pytest -v \
	-p no:cacheprovider tests/boot/test_trace.py \
	> "$PROOF_DIR/trace_boot.txt" 2>&1 || status=1
cat "$PROOF_DIR/trace_boot.txt"
sed -n 's/.*test_trace.py::\(.*\) PASSED.*/- passed: \1/p' \
	"$PROOF_DIR/trace_boot.txt" >> "$out"
exit $status
