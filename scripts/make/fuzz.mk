# SPDX-License-Identifier: GPL-2.0-only
# Fuzzing: each tests/fuzz/fuzz_NAME.c with libFuzzer (clang), and once more
# built to count the lines that its inputs reach. `make test` feeds the same
# targets their corpus without libFuzzer, as host tests (host.mk).

CLANG ?= clang
FUZZ_BUILD := $(BUILD)/fuzz
FUZZ_TESTS := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_NAMES := $(FUZZ_TESTS:tests/fuzz/fuzz_%.c=%)
FUZZ ?= $(FUZZ_NAMES)
RUNS ?= 200000
SEED ?= 1
FUZZ_FLAGS := -std=gnu11 -g -I include -I arch/host/include -I . \
	-Wall -Wextra -Wno-unused-parameter $(WERROR)
FUZZ_CFLAGS := $(FUZZ_FLAGS) -O2 -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=undefined
# Edges lead libFuzzer, of the kernel's sources alone; operands of compares
# only where text and numbers with a meaning are read: they cost much time.
FUZZ_COMPARES := boot/% scripts/% kernel/params.c lib/cmdline.c \
	arch/x86/kernel/e820_param.c arch/x86/kernel/acpi%
fuzz-edges = $(if $(filter tests/%,$<),,-fsanitize-coverage=inline-8bit-$\
	counters,pc-table$(if $(filter $(FUZZ_COMPARES),$<),$(comma)trace-cmp))
COVER_CFLAGS := $(FUZZ_FLAGS) -O1 -fprofile-instr-generate -fcoverage-mapping

define fuzz-cc
@mkdir -p $(@D)
$(call say,CLANG,$<)
$(Q)$(CLANG) $(FUZZ_CFLAGS) $(fuzz-edges) $(1) -MMD -MP -c -o $@ $<
endef
define fuzz-ld
$(call say,FUZZLD,$@)
$(Q)$(CLANG) -fsanitize=address,undefined,fuzzer -o $@ $(filter %.o,$^) \
	-lcmocka $(1)
endef
define cover-cc
@mkdir -p $(@D)
$(call say,COVER,$<)
$(Q)$(CLANG) $(COVER_CFLAGS) $(1) -MMD -MP -c -o $@ $<
endef
define cover-ld
$(call say,COVERLD,$@)
$(Q)$(CLANG) -fprofile-instr-generate -o $@ $(filter %.o,$^) -lcmocka $(1)
endef

# Of a kind, fuzz or cover: its folder, and rules as in host.mk.
define fuzz-kind
$(FUZZ_BUILD)/$(1)/rules.mk: scripts/make/unit_rules.py $(FUZZ_TESTS) \
		$(FUZZ_BUILD)/$(1)/tests
	@$(PYTHON) $$< $(1) $$(@D) $(FUZZ_TESTS) > $$@

$(FUZZ_BUILD)/$(1)/tests: FORCE
	@mkdir -p $$(@D)
	@echo '$(FUZZ_TESTS)' | cmp -s - $$@ || echo '$(FUZZ_TESTS)' > $$@

$(FUZZ_BUILD)/$(1)/flags: FORCE
	@mkdir -p $$(@D)
	@echo '$(CLANG) $(FUZZ_CFLAGS) 2 $(COVER_CFLAGS)' | cmp -s - $$@ || \
		echo '$(CLANG) $(FUZZ_CFLAGS) 2 $(COVER_CFLAGS)' > $$@
endef
$(foreach kind,fuzz cover,$(eval $(call fuzz-kind,$(kind))))

ifneq ($(filter fuzz fuzz-programs fuzz-corpus proof,$(MAKECMDGOALS)),)
include $(FUZZ_BUILD)/fuzz/rules.mk $(FUZZ_BUILD)/cover/rules.mk
-include $(FUZZ_OBJECTS:.o=.d) $(COVER_OBJECTS:.o=.d)
endif

.PHONY: fuzz fuzz-programs fuzz-corpus
fuzz-programs: $(foreach name,$(FUZZ),$(FUZZ_BUILD)/fuzz/fuzz_$(name) \
	$(FUZZ_BUILD)/cover/fuzz_$(name))

fuzz: fuzz-programs
	@$(PYTHON) -B scripts/fuzz.py --build $(FUZZ_BUILD) --runs $(RUNS) \
		--seed $(SEED) $(FUZZ)

# The corpus, made again of the real maps and of what fuzzing has found.
fuzz-corpus: fuzz-programs
	@$(PYTHON) -B scripts/fuzz_corpus.py --build $(FUZZ_BUILD) $(FUZZ)
