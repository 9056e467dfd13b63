# SPDX-License-Identifier: GPL-2.0-only
# What runs in user space: the unit tests. Each tests/host/test_*.c is one
# cmocka program; its leading comment names what is linked with it. The fuzz
# targets (fuzz.mk) are here, too, with a main() that feeds their corpus.

# Absolute, so that a program anywhere can use them, unless a blank in the
# path would cut them in two: then they work from the repository's root.
HERE := $(if $(word 2,$(CURDIR)),,$(CURDIR)/)
HOST_CFLAGS := -std=gnu11 -I$(HERE)include -I$(HERE)arch/host/include

.PHONY: host-cflags
host-cflags:
	@echo '$(HOST_CFLAGS)'

# `make mutants` builds them a second time, elsewhere and not sanitized.
UNIT := $(BUILD)/unit
UNIT_OPT := -O1
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined
UNIT_TESTS := $(sort $(wildcard tests/host/test_*.c tests/fuzz/fuzz_*.c))
UNIT_CFLAGS := -std=gnu11 -g $(UNIT_OPT) -I include -I arch/host/include -I . \
	$(SANITIZE) -fno-omit-frame-pointer \
	-Wall -Wextra -Wno-unused-parameter $(WERROR)

define unit-cc
@mkdir -p $(@D)
$(call say,HOSTCC,$<)
$(Q)$(HOSTCC) $(UNIT_CFLAGS) $(1) -MMD -MP -c -o $@ $<
endef

define unit-ld
$(call say,HOSTLD,$@)
$(Q)$(HOSTCC) $(SANITIZE) \
	-o $@ $(filter %.o,$^) -lcmocka $(1)
endef

# A new or a changed test may name other sources: then the rules are new.
$(UNIT)/rules.mk: scripts/make/unit_rules.py $(UNIT_TESTS) $(UNIT)/tests
	@$(PYTHON) $< unit $(UNIT) $(UNIT_TESTS) > $@

$(UNIT)/tests: FORCE
	@mkdir -p $(@D)
	@echo '$(UNIT_TESTS)' | cmp -s - $@ || echo '$(UNIT_TESTS)' > $@

$(UNIT)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(HOSTCC) $(UNIT_CFLAGS)' | cmp -s - $@ || \
		echo '$(HOSTCC) $(UNIT_CFLAGS)' > $@

ifneq ($(filter unit test unit-programs,$(MAKECMDGOALS)),)
include $(UNIT)/rules.mk
-include $(UNIT_OBJECTS:.o=.d)
endif

.PHONY: unit unit-programs
unit-programs: $(UNIT_PROGRAMS)

unit: unit-programs
	@HOSTCC='$(HOSTCC)' CC='$(CC)' $(PYTHON) scripts/run_unit.py \
		$(wildcard tests/host/foreign/run.sh) $(UNIT_PROGRAMS)
