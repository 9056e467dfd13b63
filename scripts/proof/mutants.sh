#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Mutation testing as a part of `make proof`. SEED and MUTANTS choose which
# and how many; the report lists every survivor.

set -u
shop=${NOPANIC_BUILD:-build}/mutants

make -s mutants MUTANTS="${MUTANTS:-400}" SEED="${SEED:-1}"
status=$?
cp "$shop/report.md" "$PROOF_DIR/mutants.md" || exit 1
exit $status
