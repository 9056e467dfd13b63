#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# make_iso.sh FOLDER FILE: one ISO that boots on BIOS and UEFI, from a CD
# drive or a USB stick. GRUB_MODULES names what GRUB needs, the rest of its
# modules stays away (5 MB instead of 20).

set -eu
folder=$1
iso=$2
log=$iso.log
set -- --locales= --fonts= --themes= --install-modules="$GRUB_MODULES"

# The GRUB that setup.sh --user has unpacked looks for its parts here.
for platform in i386-pc x86_64-efi; do
	if [ -n "${NOPANIC_ROOT:-}" ] && [ ! -d /usr/lib/grub/$platform ]; then
		ln -sfn "$NOPANIC_ROOT/usr/lib/grub" build/.grub
		export pkgdatadir="$NOPANIC_ROOT/usr/share/grub"
		mkrescue=$NOPANIC_CACHE/bin/grub-mkrescue
	fi
done
mkrescue=${mkrescue:-$(type -P grub-mkrescue || type -P grub2-mkrescue)}

if ! "$mkrescue" "$@" -o "$iso.new" "$folder" -- -volid NOPANIC \
	>"$log" 2>&1; then
	cat "$log" >&2
	echo "$iso: grub-mkrescue failed" >&2
	exit 1
fi
# Half an ISO is worse than none: both ways in must be there.
if ! xorriso -indev "$iso.new" -report_el_torito plain 2>/dev/null |
	grep -q UEFI; then
	echo "$iso: no UEFI part (is grub-efi-amd64-bin installed?)" >&2
	exit 1
fi
mv "$iso.new" "$iso"
