# SPDX-License-Identifier: GPL-2.0-only
# build/explorer.html: the page that replays a trace, in one file. npm and
# Chromium are needed here only; `scripts/setup.sh web` installs them.

EXPLORER := $(BUILD)/explorer.html
WEB_ENV := NOPANIC_BUILD=$(BUILD)
WEB_INPUT := $(wildcard web/*.html web/*.ts web/*.json web/questions/* \
	web/src/* web/src/*/* tests/maps/*/* docs/trace.example.jsonl \
	$(BUILD)/trace.jsonl)
NPM := npm --prefix web --no-audit --no-fund --loglevel=error
# A page that may be sent around; engine and trace are part of it.
EXPLORER_MAX := 716800

.PHONY: web explore web-test setup-web
web: setup-web
	@$(MAKE) --no-print-directory $(EXPLORER)

setup-web:
	@scripts/setup.sh web

web/node_modules/.package-lock.json: web/package-lock.json
	$(call say,NPM,web/node_modules)
	$(Q)$(NPM) ci
	@touch $@

# WASM: the kernel's code for the playground, scripts/make/wasm.mk
$(EXPLORER): web/node_modules/.package-lock.json $(WEB_INPUT) $(WASM)
	$(call say,VITE,$@)
	$(Q)cd web && $(WEB_ENV) node_modules/.bin/vite build
	@size=$$(stat -c %s $(BUILD)/web/index.html); \
	if [ "$$size" -gt $(EXPLORER_MAX) ]; then \
		echo "$@: $$size bytes, at most $(EXPLORER_MAX)"; exit 1; fi
	@cp $(BUILD)/web/index.html $@

# The page with the last boot that `make trace` has traced, or with a first one.
explore:
	@test -e $(BUILD)/trace.jsonl || $(MAKE) --no-print-directory trace
	@$(MAKE) --no-print-directory web
	@echo 'explorer: $(abspath $(EXPLORER))'
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && type -P xdg-open >/dev/null; \
		then xdg-open $(EXPLORER); fi

# Boots of several machines, made once for each image.
WEB_TRACES := $(addprefix $(BUILD)/web-traces/,128M-bios.jsonl \
	128M-uefi.jsonl 64G-4-bios.jsonl 64G-4-uefi.jsonl \
	64G-4-movable.jsonl)
web-trace = @mkdir -p $(@D) && $(MAKE) --no-print-directory trace \
	TRACE=$@ $(1) >$@.log 2>&1 || { cat $@.log; exit 1; }

$(WEB_TRACES): $(BUILD)/nopanic.iso
$(BUILD)/web-traces/128M-bios.jsonl:
	$(call web-trace,MEMORY=128M)
$(BUILD)/web-traces/128M-uefi.jsonl:
	$(call web-trace,MEMORY=128M FIRMWARE=uefi)
$(BUILD)/web-traces/64G-4-bios.jsonl:
	$(call web-trace,MEMORY=64G NODES=4)
$(BUILD)/web-traces/64G-4-uefi.jsonl:
	$(call web-trace,MEMORY=64G NODES=4 FIRMWARE=uefi)
$(BUILD)/web-traces/64G-4-movable.jsonl:
	$(call web-trace,MEMORY=64G NODES=4 CMDLINE=movable_node)

web-test: web book wasm-test $(WEB_TRACES)
	@cd web && node_modules/.bin/tsc --noEmit
	@cd web && $(WEB_ENV) node_modules/.bin/vitest run
