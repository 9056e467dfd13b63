# SPDX-License-Identifier: GPL-2.0-only
# The long forms of the tests, and the report of what they found. Each script
# in scripts/proof/ is a part; docs/proof.md says what a part must do.
#
#   make proof                     all parts, then build/proof.md
#   make proof PART="oracle maps"  these, and the last results of the others
#   make proof PART=none           only the report, from the last results

PART ?=

.PHONY: proof
proof: setup-test
	@env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u PART \
		NOPANIC_BUILD=$(BUILD) CC='$(CC)' HOSTCC='$(HOSTCC)' \
		PYTHON='$(PYTHON)' V='$(V)' \
		$(PYTHON) -B scripts/proof.py $(PART)
