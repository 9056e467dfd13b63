# SPDX-License-Identifier: GPL-2.0-only
# Mutation testing: would the host tests notice a mistake? The programs of
# `make unit` exist here a second time, without sanitizers: most mutants are
# noticed by those, in a tenth of the time.
#
#   make mutants                      400 of them, and the named ones
#   make mutants SEED=7 MUTANTS=800   others, and more
#   make mutants FILE=mm/slab.c MUTANTS=0   all of one file
#   make mutants FUNCTION=memblock_insert MUTANTS=0   of one function
#   make mutants MUTANT=1a2b3c4d      one, by the id that is printed
#   make mutants ARGS=--list          print them, try none
#   make mutants SHOP=build/mutants-2   beside another run

MUTANTS ?= 400
SEED ?= 1
FILE ?=
FUNCTION ?=
MUTANT ?=
SHOP := $(BUILD)/mutants

.PHONY: mutants
mutants:
	@scripts/setup.sh test clang
	@$(MAKE) --no-print-directory $(JOBS) unit-programs
	@$(MAKE) --no-print-directory $(JOBS) unit-programs \
		UNIT=$(SHOP)/plain SANITIZE=
	@$(PYTHON) -B scripts/mutants --plain $(SHOP)/plain \
		--checked $(BUILD)/unit --scratch $(SHOP) --count $(MUTANTS) \
		--seed '$(SEED)' --file '$(FILE)' \
		--function '$(FUNCTION)' --mutant '$(MUTANT)' $(ARGS)
