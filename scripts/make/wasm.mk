# SPDX-License-Identifier: GPL-2.0-only
# build/engine.wasm: mm/ and the map code for a web page, by Debian's clang,
# wasm-ld and wasi-libc (scripts/setup.sh web). arch/wasm has what differs.

WASM := $(BUILD)/engine.wasm
WASM_CC ?= clang
WASM_C := $(wildcard arch/wasm/*.c mm/memblock*.c mm/trace*.c mm/page_*.c \
	mm/slab*.c) mm/nobootmem.c mm/free_bootmem.c mm/free_late.c \
	mm/kmalloc.c kernel/trace.c kernel/trace_serial.c lib/sort.c \
	$(addprefix arch/x86/kernel/,e820.c e820_sanitize.c firmware_map.c \
	efi.c) $(addprefix arch/x86/mm/,numa.c numa_hotplug.c srat.c) \
	$(addprefix scripts/bootmap/,maps.c dmesg.c machine.c)
WASM_OBJ := $(WASM_C:%.c=$(BUILD)/wasm/%.o)
WASM_CFLAGS := --target=wasm32-wasi --sysroot=/usr -isystem \
	/usr/include/wasm32-wasi -std=gnu11 -Os -I arch/wasm/include \
	-I include -I arch/host/include -I arch/x86/include -I . -Wall \
	-Wextra -Wno-unused-parameter $(WERROR) \
	$(filter-out -DCONFIG_DEBUG_VM -DCONFIG_DEBUG_KMEMLEAK,$(CONFIG))
# 4 GiB are asked for only as they are used.
WASM_LDFLAGS := --target=wasm32-wasi -mexec-model=reactor \
	-Wl,--gc-sections \
	-Wl,--strip-all -Wl,--max-memory=4294967296 \
	-Wl,--initial-memory=2097152 -Wl,-z,stack-size=262144

$(BUILD)/wasm/%.o: %.c $(BUILD)/wasm/flags
	@mkdir -p $(@D)
	$(call say,WASM,$<)
	$(Q)$(WASM_CC) $(WASM_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/wasm/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(WASM_CC) $(WASM_CFLAGS)' | cmp -s - $@ || \
		echo '$(WASM_CC) $(WASM_CFLAGS)' > $@

$(WASM): $(WASM_OBJ)
	$(call say,WASMLD,$@)
	$(Q)$(WASM_CC) $(WASM_LDFLAGS) -o $@ $^

-include $(WASM_OBJ:.o=.d)

# The same random operations by both compilers, on 64 and on 32 bits.
DIFFERENTIAL_C := tests/wasm/differential.c $(wildcard mm/memblock*.c) \
	mm/nobootmem.c
DIFFERENTIAL_CFLAGS := -std=gnu11 -O2 -include tests/wasm/flat.h -I include \
	-I arch/host/include -I . -Wall -Wextra -Wno-unused-parameter \
	$(WERROR) -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=2

$(BUILD)/differential: $(DIFFERENTIAL_C) tests/wasm/flat.h
	$(Q)$(HOSTCC) $(DIFFERENTIAL_CFLAGS) -o $@ $(DIFFERENTIAL_C)

$(BUILD)/differential.wasm: $(DIFFERENTIAL_C) tests/wasm/flat.h
	$(Q)$(WASM_CC) --target=wasm32-wasi --sysroot=/usr -isystem \
		/usr/include/wasm32-wasi $(DIFFERENTIAL_CFLAGS) \
		-Wl,--initial-memory=83886080 -o $@ $(DIFFERENTIAL_C)

.PHONY: wasm-test
wasm-test: $(BUILD)/differential $(BUILD)/differential.wasm
	@$(BUILD)/differential $(or $(OPS),1000000) $(or $(SEED),1) \
		>$(BUILD)/differential.host
	@node tests/wasm/run.mjs $(BUILD)/differential.wasm \
		$(or $(OPS),1000000) $(or $(SEED),1) >$(BUILD)/differential.web
	@cmp $(BUILD)/differential.host $(BUILD)/differential.web
	@echo "wasm-test: $$(tail -n 1 $(BUILD)/differential.web), the same" \
		"as on this machine"
