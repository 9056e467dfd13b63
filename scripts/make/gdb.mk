# SPDX-License-Identifier: GPL-2.0-only
# Stepping through the boot: the -Og build in a folder of its own, gdb on it
# forwards and backwards, and what editors want to know.

OG := build/og
STAGE ?= entry
RR ?= $(OG)/boot.rr

.PHONY: gdb gdb-build gdb-replay compile_commands.json

# gdb loads it with the symbols, by its name; people may source it.
GDB_FILES := $(BUILD)/nopanic-gdb.py $(BUILD)/nopanic.elf-gdb.py
$(GDB_FILES): scripts/gdb/nopanic-gdb.py
	@mkdir -p $(@D)
	@ln -sfr $< $@

$(BUILD)/nopanic.iso: | $(GDB_FILES)

gdb-build:
	@scripts/setup.sh boot test
	@$(MAKE) --no-print-directory BUILD=$(OG) OPT=-Og iso

gdb: gdb-build
	@NOPANIC_BUILD=$(OG) $(PYTHON) -B scripts/gdb_session.py \
		--stage $(STAGE) $(ARGS)

gdb-replay: gdb-build
	@NOPANIC_BUILD=$(OG) $(PYTHON) -B scripts/gdb_session.py \
		--stage $(STAGE) --replay $(RR) $(ARGS)

compile_commands.json:
	@$(PYTHON) -B scripts/compile_commands.py $@ "$(CC)" \
		"$(subst ",\",$(KCFLAGS))" $(KERNEL_C)
