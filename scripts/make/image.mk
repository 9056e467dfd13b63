# SPDX-License-Identifier: GPL-2.0-only
# From build/nopanic.elf to a machine that boots it: the image, the ISO, a
# run.

IMAGE := $(BUILD)/iso/boot/nopanic
GRUB_FILE = $$(type -P grub-file || type -P grub2-file)
GRUB_MODULES := normal multiboot2 serial terminal smbios all_video echo test \
	search iso9660 minicmd reboot halt ls cat \
	part_acorn part_amiga part_apple part_bsd part_dfly part_dvh part_gpt \
	part_msdos part_plan part_sun part_sunpc

.PHONY: iso run clean
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

clean:
	rm -rf build
