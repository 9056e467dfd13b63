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

# ---- what it costs ---------------------------------------------------------

TRACE_C := kernel/trace.c kernel/trace_serial.c $(wildcard mm/trace*.c)

$(BENCH)/memblock-traced: $(MEMBLOCK_BENCH) $(TRACE_C) bench/trace_env.c \
		lib/cmdline.c bench/subject.h $(wildcard include/linux/*.h mm/*.h \
		arch/host/include/asm/*.h)
	@mkdir -p $(@D)
	$(call say,HOSTLD,$@)
	$(Q)$(HOSTCC) $(BENCH_CFLAGS) -DCONFIG_TRACE -o $@ \
		$(MEMBLOCK_BENCH) $(TRACE_C) bench/trace_env.c lib/cmdline.c

.PHONY: bench-trace
bench: bench-trace
bench-trace: iso $(BENCH)/memblock $(BENCH)/memblock-traced
	@echo 'trace, ns per operation: off, and how much that is of none and on'
	@NOPANIC_BUILD=$(BUILD) $(PYTHON) -B bench/trace.py $(BENCH)/memblock \
		$(BENCH)/memblock-traced > $(BENCH)/trace.tsv
	@$(PYTHON) -B bench/report.py --title 'the trace: one operation' \
		off $(BENCH)/trace.tsv
