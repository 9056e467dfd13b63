#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The boots that `make test` leaves out, as it has one that is like them
# (pytest's mark "long"): most of them start the UEFI firmware once more.

set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
out=${PROOF_DIR:-build/proof}
mkdir -p "$out" || exit 1
make -s boot-test BOOT_TESTS=tests/boot BOOT_SELECT=long \
	PYTEST_ARGS=-vv >"$out/boots.txt" 2>&1
status=$?
{
	printf '## Boots that make test leaves out\n\n'
	printf '    make proof PART=boots\n'
	printf '    make boot-test BOOT_SELECT=long\n\n'
	sed -nE 's/^=+ (.*[0-9] (passed|failed).*) =+$/\1./p' "$out/boots.txt"
	printf '\n| boot | |\n| --- | --- |\n'
	sed -nE 's/^.* (PASSED|FAILED) tests.boot.(.*)$/| \2 | \1 |/p' \
		"$out/boots.txt" | sed 's/@test_\S* / /' | sort
} >"$out/boots.md"
cat "$out/boots.txt"
exit $status
