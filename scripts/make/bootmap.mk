# SPDX-License-Identifier: GPL-2.0-only
# build/bootmap: the kernel's own map code as a program of this machine. The
# unit tests have the same sources under sanitizers.

BOOTMAP := $(BUILD)/bootmap
BOOTMAP_C := $(wildcard scripts/bootmap/*.c mm/memblock*.c) mm/page_nodes.c \
	$(addprefix arch/x86/kernel/,e820.c e820_sanitize.c firmware_map.c \
	efi.c) $(addprefix arch/x86/mm/,numa.c numa_hotplug.c srat.c) \
	kernel/memory_picture.c kernel/picture_text.c lib/sort.c
BOOTMAP_OBJ := $(BOOTMAP_C:%.c=$(BUILD)/bootmap.o/%.o)
BOOTMAP_CFLAGS := -std=gnu11 -O2 -g -I include -I arch/host/include \
	-I arch/x86/include -I . -Wall -Wextra -Wmissing-prototypes \
	-Wno-unused-parameter $(WERROR) \
	$(filter-out -DCONFIG_DEBUG_VM -DCONFIG_TRACE,$(CONFIG))

$(BUILD)/bootmap.o/%.o: %.c $(BUILD)/bootmap.o/flags
	@mkdir -p $(@D)
	$(call say,HOSTCC,$<)
	$(Q)$(HOSTCC) $(BOOTMAP_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bootmap.o/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(HOSTCC) $(BOOTMAP_CFLAGS)' | cmp -s - $@ || \
		echo '$(HOSTCC) $(BOOTMAP_CFLAGS)' > $@

$(BOOTMAP): $(BOOTMAP_OBJ)
	$(call say,HOSTLD,$@)
	$(Q)$(HOSTCC) -o $@ $^

-include $(BOOTMAP_OBJ:.o=.d)
