# SPDX-License-Identifier: GPL-2.0-only
# The tests, and what keeps the house clean.

.PHONY: all test unit boot-test setup-test lint docs help
all: iso $(BOOTMAP)

setup-test:
	@scripts/setup.sh boot font test

# The tests use all processors, unless -j says how many.
CPUS := $(shell nproc 2>/dev/null || echo 2)
JOBS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(CPUS))

# Set-up comes first, whatever -j says.
test:
	@$(MAKE) --no-print-directory setup-test
	@$(MAKE) --no-print-directory $(JOBS) unit
	@$(MAKE) --no-print-directory $(JOBS) boot-test

# What tests share is built before them: they run side by side.
BOOT_TESTS := tests/boot tests/tools
BOOT_SELECT := not long

boot-test: all
	$(if $(filter 1,$(DEBUG)),,@$(MAKE) --no-print-directory DEBUG=1 iso)
	@$(MAKE) --no-print-directory BUILD=build/og OPT=-Og DEBUG=0 iso
	@env -u MAKEFLAGS -u MFLAGS CC='$(CC)' $(PYTHON) -B -m pytest -q \
		-p no:cacheprovider \
		-n $(CPUS) --dist loadgroup -m '$(BOOT_SELECT)' \
		--durations=5 $(BOOT_TESTS) $(PYTEST_ARGS)

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
#help   lab-test     the labs: references, wrong answers, trees, the grader
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
