# SPDX-License-Identifier: GPL-2.0-only
# How fast it is: programs of this machine, built at -O2 as the kernel is,
# whose lines bench/report.py makes tables and plots of. Nothing here can
# fail because a machine is slow.

BENCH := $(BUILD)/bench
BENCH_CFLAGS := -std=gnu11 -O2 -g -I include -I arch/host/include -I bench \
	-Wall -Wextra -Wno-unused-parameter $(WERROR) $(USER_CFLAGS)
MEMBLOCK_BENCH := bench/memblock.c bench/ours.c bench/linear.c \
	bench/memmove.c \
	$(sort $(wildcard mm/memblock*.c))
COUNTED := add_asc add_desc add_rand alloc_td_clean alloc_td_frag \
	alloc_bu_frag free_rand_td_frag is_region_reserved
COUNT ?= 0

.PHONY: bench bench-memblock
bench: bench-memblock

$(BENCH)/memblock: $(MEMBLOCK_BENCH) bench/subject.h \
		$(wildcard include/linux/*.h mm/*.h arch/host/include/asm/*.h)
	@mkdir -p $(@D)
	$(call say,HOSTLD,$@)
	$(Q)$(ENV) $(HOSTCC) $(BENCH_CFLAGS) -o $@ $(MEMBLOCK_BENCH)

bench-memblock: $(BENCH)/memblock
	@echo 'memblock, ns per operation and how much that is of others'
	@$< $(ARGS) > $(BENCH)/memblock.tsv
	@$(PYTHON) -B bench/report.py --title 'memblock: one operation' \
		--svg $(BENCH)/memblock.svg nopanic $(BENCH)/memblock.tsv \
		bench/linux-6.12.tsv
ifeq ($(COUNT),1)
	@echo 'memblock, instructions per operation'
	@$(PYTHON) -B bench/count.py $< $(COUNTED) \
		> $(BENCH)/memblock-instructions.tsv
	@$(PYTHON) -B bench/report.py --title 'memblock: one operation' \
		--unit instructions --svg $(BENCH)/memblock-instructions.svg \
		nopanic $(BENCH)/memblock-instructions.tsv
endif
