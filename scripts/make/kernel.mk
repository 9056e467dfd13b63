# SPDX-License-Identifier: GPL-2.0-only
# The kernel: sources -> build/nopanic.elf (for gdb) -> its stripped image
# -> build/nopanic.iso. Two links: the second has the table of symbols that
# the first one's text gives (scripts/kallsyms.py).

KERNEL_C := $(sort $(wildcard boot/*.c kernel/*.c mm/*.c lib/*.c \
	arch/x86/kernel/*.c arch/x86/mm/*.c arch/x86/lib/*.c))
KERNEL_ASM := $(sort $(wildcard boot/*.asm arch/x86/kernel/*.asm))

# The stack has 16 KiB: who jumps over its guard page is not even caught.
WARNINGS := -Wall -Wextra -Wstrict-prototypes -Wmissing-prototypes \
	-Wdeclaration-after-statement -Wvla -Wframe-larger-than=4096 \
	-Wno-unused-parameter $(WERROR)
CONFIG := -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_KMEMLEAK \
	-DCONFIG_TRACE
ifeq ($(DEBUG),1)
CONFIG += -DCONFIG_DEBUG_VM
DEBUG_FLAGS := -fsanitize=undefined -fno-sanitize=alignment \
	-fno-sanitize-recover=undefined
KCFLAGS_ubsan := -fno-sanitize=all
else
KERNEL_C := $(filter-out kernel/ubsan.c,$(KERNEL_C))
endif

# LAB_OBJECTS: in a student's tree, functions of which it lacks the text.
KERNEL_OBJ := $(KERNEL_C:%.c=$(BUILD)/k/%.o) \
	$(KERNEL_ASM:%.asm=$(BUILD)/k/%.asm.o) $(LAB_OBJECTS)

KCFLAGS := -std=gnu11 $(OPT) -g3 -gdwarf-4 -ffreestanding -fno-builtin-printf \
	-fno-pic -fno-pie -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
	-fno-omit-frame-pointer -fno-optimize-sibling-calls \
	-fno-strict-aliasing -fno-common -fno-asynchronous-unwind-tables \
	-fstack-protector-strong -mstack-protector-guard=global \
	-ffunction-sections $(DEBUG_FLAGS) $(WARNINGS) $(CONFIG) \
	-nostdinc -isystem $(shell $(CC) -print-file-name=include) \
	-I include -I arch/x86/include -D__KERNEL__
# For gdb memblock and bootmem are not optimised at all: with -Og alone gcc 12
# still loses arguments and locals there (tests/boot/test_gdb.py looks).
ifeq ($(OPT),-Og)
CALL_TREE := $(basename $(notdir $(wildcard mm/memblock*.c) mm/nobootmem.c))
$(foreach file,$(CALL_TREE),$(eval KCFLAGS_$(file) := -O0))
endif

# LINKER=lld where the machine's own ld knows no x86; it has no such warning,
# nor has binutils before 2.39.
LINKER_FLAG := $(if $(LINKER),-fuse-ld=$(LINKER))
KLDFLAGS := -nostdlib -static -Wl,--build-id=none $(LINKER_FLAG) \
	-Wl,-z,max-page-size=4096 -Wl,-z,noexecstack \
	$(if $(findstring no-warn-rwx-segments,$(shell $(CC) $(LINKER_FLAG) \
		-Wl,--help 2>/dev/null)),-Wl$(comma)--no-warn-rwx-segments) \
	-Wl,-T,boot/linker.ld

$(BUILD)/k/%.o: %.c $(BUILD)/k/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(KCFLAGS) $(KCFLAGS_$(*F)) -MMD -MP -c -o $@ $<

$(BUILD)/k/%.asm.o: %.asm
	@mkdir -p $(@D)
	$(call say,NASM,$<)
	$(Q)$(NASM) -f elf64 -g -F dwarf -MD $(@:.o=.d) -o $@ $<

# Rebuild when compiler or flags change.
$(BUILD)/k/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(KCFLAGS)' | cmp -s - $@ || echo '$(CC) $(KCFLAGS)' > $@

.PHONY: FORCE
FORCE:

# The first link has no names of functions. The second has them, and must not
# have moved one: the check reads them back.
LINK = $(CC) $(KLDFLAGS) -o $@ $(filter %.o,$^)

$(BUILD)/nopanic.nosyms.elf: $(KERNEL_OBJ) boot/linker.ld
	$(Q)$(LINK)

$(BUILD)/k/kallsyms.s: $(BUILD)/nopanic.nosyms.elf scripts/kallsyms.py
	$(Q)$(NM) -nS $< > $@.nm
	$(Q)$(PYTHON) scripts/kallsyms.py < $@.nm > $@

$(BUILD)/k/kallsyms.o: $(BUILD)/k/kallsyms.s
	$(Q)$(CC) -c -o $@ $<

$(BUILD)/nopanic.elf: $(KERNEL_OBJ) $(BUILD)/k/kallsyms.o boot/linker.ld
	$(Q)$(LINK)
	$(Q)$(NM) -nS $@ > $@.nm
	$(Q)$(PYTHON) scripts/kallsyms.py --check $(BUILD)/k/kallsyms.s \
		< $@.nm
	$(Q)$(PYTHON) scripts/check_init.py $(KERNEL_OBJ) < $@.nm

-include $(KERNEL_OBJ:.o=.d)
