# SPDX-License-Identifier: GPL-2.0-only
# build/trace.jsonl: what the early allocator did in a boot (docs/trace.md),
# of a machine that these describe, as options of qemu.sh do.

TRACE ?= $(BUILD)/trace.jsonl
TRACE_ARGS := $(if $(MEMORY),--memory '$(MEMORY)') \
	$(if $(NODES),--nodes '$(NODES)') \
	$(if $(FIRMWARE),--firmware '$(FIRMWARE)') \
	$(if $(CMDLINE),--cmdline '$(CMDLINE)') $(if $(MAP),--map '$(MAP)')

.PHONY: trace
trace: all
	@scripts/setup.sh boot test
	@NOPANIC_BUILD=$(BUILD) $(PYTHON) -B scripts/trace/record.py \
		-o $(TRACE) $(TRACE_ARGS) $(ARGS)
	@$(PYTHON) -B scripts/trace/replay.py $(TRACE)
