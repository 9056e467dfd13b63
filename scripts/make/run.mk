# SPDX-License-Identifier: GPL-2.0-only
# From build/nopanic.elf to a machine that boots it: the ISO, the runs, the
# tests, and what keeps the house clean.

IMAGE := $(BUILD)/iso/boot/nopanic
GRUB_FILE = $$(type -P grub-file || type -P grub2-file)
GRUB_MODULES := normal multiboot2 serial terminal smbios all_video echo test \
	search iso9660 minicmd reboot halt ls cat \
	part_acorn part_amiga part_apple part_bsd part_dfly part_dvh part_gpt \
	part_msdos part_plan part_sun part_sunpc

.PHONY: all iso run test unit boot-test setup-test lint docs clean help
all: iso $(BOOTMAP)

# The image on the ISO has no symbols: GRUB would load those, too.
$(IMAGE): $(BUILD)/nopanic.elf scripts/check_image.py
	@mkdir -p $(@D)
	$(call say,STRIP,$@)
	$(Q)$(OBJCOPY) --strip-all $< $@.new
	$(Q)$(GRUB_FILE) --is-x86-multiboot2 $@.new || { echo \
		'$<: GRUB finds no multiboot2 header in the first 32 KiB'; \
		exit 1; }
	$(Q)$(PYTHON) scripts/check_image.py $< $@.new
	$(Q)mv $@.new $@

$(BUILD)/iso/boot/grub/grub.cfg: iso/grub.cfg
	@mkdir -p $(@D)
	@cp $< $@

# The console font, in the name of the first of these files that is there
# (Debian and Ubuntu, Fedora, Arch); without one the screen stays dark.
FONT := $(firstword $(wildcard $(foreach root,$(NOPANIC_ROOT) /,$(addprefix \
	$(patsubst %/,%,$(root)),/usr/share/consolefonts/Lat15-Terminus16.psf.gz \
	/usr/lib/kbd/consolefonts/eurlatgr.psfu.gz \
	/usr/share/kbd/consolefonts/eurlatgr.psfu.gz))))

$(BUILD)/font: FORCE
	@mkdir -p $(BUILD)/iso/boot
	@echo '$(FONT)' | cmp -s - $@ || { \
		rm -f $(BUILD)/iso/boot/font.psf; \
		$(if $(FONT),gzip -dc '$(FONT)' > $(BUILD)/iso/boot/font.psf &&) \
		echo '$(FONT)' > $@; }

$(BUILD)/nopanic.iso: $(IMAGE) $(BUILD)/iso/boot/grub/grub.cfg \
		$(BUILD)/font scripts/make_iso.sh
	$(call say,ISO,$@)
	$(Q)GRUB_MODULES='$(GRUB_MODULES)' scripts/make_iso.sh \
		$(BUILD)/iso $@

iso: $(BUILD)/nopanic.iso

run: all
	@NOPANIC_BUILD=$(BUILD) ./qemu.sh $(ARGS)

setup-test:
	@scripts/setup.sh boot font test

# Set-up comes first, whatever -j says.
test:
	@$(MAKE) --no-print-directory setup-test
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory boot-test

boot-test: all
	$(if $(filter 1,$(DEBUG)),,@$(MAKE) --no-print-directory DEBUG=1 iso)
	@env -u MAKEFLAGS -u MFLAGS CC='$(CC)' $(PYTHON) -B -m pytest -q -p no:cacheprovider \
		--durations=5 tests/boot tests/tools $(PYTEST_ARGS)

lint:
	@scripts/setup.sh lint
	@$(PYTHON) -B scripts/lint.py
	@$(MAKE) --no-print-directory -s compile_commands.json CC=gcc
	@$(PYTHON) -B scripts/analyse.py

docs: iso
	@$(PYTHON) -B scripts/docs_links.py
	@NOPANIC_BUILD=$(BUILD) $(PYTHON) -B scripts/boot_picture.py
	@NOPANIC_BUILD=$(BUILD) $(PYTHON) -B scripts/trace_picture.py
	@NOPANIC_BUILD=$(BUILD) $(PYTHON) -B scripts/docs_update.py
	@$(MAKE) --no-print-directory book

clean:
	rm -rf build

help:
	@sed -n 's/^#help//p' scripts/make/run.mk | sed 's/^ //'

#help Targets:
#help   all          the ISO and bootmap (what `make` alone does)
#help   iso          build/nopanic.iso, for QEMU or a USB stick
#help   run          boot it: make run ARGS="--firmware uefi"
#help   gdb          the -Og build in gdb, at _start: make gdb STAGE=memblock
#help   gdb-replay   record a boot, and gdb that can go backwards in it
#help   compile_commands.json  for clangd and editors
#help   trace        build/trace.jsonl: each move of the early allocator
#help   test         set up, then unit and boot-test
#help   unit         mm/ and its friends as programs of this machine (cmocka)
#help   mutants      break mm/ in 400 ways: would the unit tests notice?
#help   fuzz         the fuzz targets, and lines reached: make fuzz FUZZ=e820 RUNS=100000
#help   fuzz-corpus  tests/fuzz/corpus anew, small, of all inputs found
#help   boot-test    the kernel in QEMU, BIOS and UEFI (pytest)
#help   proof        the long tests, and their figures in build/proof.md
#help   bench        what an operation costs: tables, plots in build/bench/
#help   bench-boot   instructions from _start to each stage, 16M to 1000G
#help   web          build/explorer.html: the page that replays a trace
#help   explore      build it and open it in a browser
#help   web-test     its tests: types, vitest, a headless Chromium
#help   lint         style, lengths, kernel-doc, shell scripts, static analysis
#help   docs         check links; quotations and pictures from real boots; the book
#help   book         build/book/: docs/ as a site, the handouts of the labs as PDF
#help   host-cflags  the flags that compile mm/*.c into a program of yours
#help   clean        remove build/
#help   help         this text
#help
#help Variables:
#help   CC=clang     the other compiler (default gcc)
#help   OPT=-Og      for gdb (default -O2, which the budgets are measured with)
#help   DEBUG=1      in build/debug: UBSan, checkers, poisoned pages
#help   V=1          print each command
#help   ARGS=...     for run: options of qemu.sh
#help   PART="oracle maps"   for proof: only these parts
#help   MEMORY= NODES= FIRMWARE= CMDLINE= MAP=   for trace: as qemu.sh has them
#help   FUZZ="e820 efi" RUNS=N SEED=N   for fuzz: which targets, how long
#help   COUNT=1      for bench: instructions, too (valgrind)
#help   PYTEST_ARGS="-k uefi"   for boot-test: which tests
