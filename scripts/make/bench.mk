# SPDX-License-Identifier: GPL-2.0-only
# How fast it is: programs of this machine, built at -O2 as the kernel is,
# whose lines bench/report.py makes tables and plots of. Nothing here can
# fail because a machine is slow.

BENCH := $(BUILD)/bench
BENCH_CFLAGS := -std=gnu11 -O2 -g -I include -I arch/host/include -I bench \
	-Wall -Wextra -Wno-unused-parameter $(WERROR) $(USER_CFLAGS)
MEMBLOCK_BENCH := bench/memblock.c bench/scenarios.c bench/ours.c \
	bench/linear.c bench/memmove.c \
	$(sort $(wildcard mm/memblock*.c))
COUNTED := add_asc add_desc add_rand alloc_td_clean alloc_td_frag \
	alloc_bu_frag free_rand_td_frag is_region_reserved
COUNT ?= 0

.PHONY: bench bench-memblock setup-bench
bench: bench-memblock

# What is compared with, and what counts: without them there is less to see.
setup-bench:
	@scripts/setup.sh --if-possible bench

$(BENCH)/memblock: $(MEMBLOCK_BENCH) bench/subject.h \
		$(wildcard include/linux/*.h mm/*.h arch/host/include/asm/*.h)
	@mkdir -p $(@D)
	$(call say,HOSTLD,$@)
	$(Q)$(ENV) $(HOSTCC) $(BENCH_CFLAGS) -o $@ $(MEMBLOCK_BENCH)

bench-memblock: $(BENCH)/memblock | setup-bench
	@echo 'memblock, ns per operation and how much that is of others'
	@$< $(ARGS) > $(BENCH)/memblock.tsv
	@$(PYTHON) -B bench/report.py --title 'memblock: one operation' \
		--svg $(BENCH)/memblock.svg --last linux-6.12 nopanic \
		$(BENCH)/memblock.tsv bench/linux-6.12.tsv
ifeq ($(COUNT),1)
	@echo 'memblock, instructions per operation'
	@$(PYTHON) -B bench/count.py $< $(COUNTED) \
		> $(BENCH)/memblock-instructions.tsv
	@$(PYTHON) -B bench/report.py --title 'memblock: one operation' \
		--unit instructions --svg $(BENCH)/memblock-instructions.svg \
		nopanic $(BENCH)/memblock-instructions.tsv
endif

# ---- slab and pages, beside the C library's malloc and others --------------

SLAB_BENCH := bench/slab.c bench/slab_env.c mm/free_bootmem.c mm/free_late.c \
	mm/kmalloc.c mm/nobootmem.c \
	$(sort $(wildcard mm/memblock*.c mm/page_*.c mm/slab*.c))
# Those of Debian's libjemalloc2 and libmimalloc2.0 that are installed.
OTHERS = $(foreach lib,jemalloc mimalloc,$(if $(shell \
	/sbin/ldconfig -p | grep -w lib$(lib).so.2),$(lib)=lib$(lib).so.2))

$(BENCH)/slab: $(SLAB_BENCH) bench/slab_env.h \
		$(wildcard include/linux/*.h mm/*.h arch/host/include/asm/*.h)
	@mkdir -p $(@D)
	$(call say,HOSTLD,$@)
	$(Q)$(HOSTCC) $(BENCH_CFLAGS) -I . -DCONFIG_NUMA \
		-DCONFIG_NODES_SHIFT=4 -o $@ $(SLAB_BENCH)

.PHONY: bench-slab bench-boot
bench: bench-slab
bench-slab: $(BENCH)/slab | setup-bench
	@echo 'slab and pages, ns for a block taken and given back'
	@$< > $(BENCH)/slab.tsv
	@$(foreach other,$(OTHERS),LD_PRELOAD=$(lastword $(subst =, ,$(other))) \
		$< $(firstword $(subst =, ,$(other))) >> $(BENCH)/slab.tsv;)
	@$(PYTHON) -B bench/report.py --title 'slab and pages' \
		--svg $(BENCH)/slab.svg nopanic $(BENCH)/slab.tsv
ifeq ($(COUNT),1)
	@echo 'slab and pages, instructions'
	@$(PYTHON) -B bench/count_slab.py $< $(OTHERS) \
		> $(BENCH)/slab-instructions.tsv
	@$(PYTHON) -B bench/report.py --title 'slab and pages' \
		--unit instructions --svg $(BENCH)/slab-instructions.svg \
		nopanic $(BENCH)/slab-instructions.tsv
endif

# ---- the boot: instructions from _start, counted by QEMU -------------------

bench-boot: iso
	@mkdir -p $(BENCH)
	@echo 'boot, instructions until a stage is up, by MiB of memory'
	@NOPANIC_BUILD=$(BUILD) $(PYTHON) -B bench/boot.py $(ARGS) \
		> $(BENCH)/boot.tsv
	@$(PYTHON) -B bench/report.py --title 'boot' --unit instructions \
		--svg $(BENCH)/boot.svg bios-1 $(BENCH)/boot.tsv \
		bench/boot-others.tsv

# ---- what the trace costs --------------------------------------------------

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
