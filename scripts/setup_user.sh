# SPDX-License-Identifier: GPL-2.0-only
# Sourced by setup.sh for --user: Debian's and Ubuntu's packages unpacked
# under ~/.cache/nopanic, for those who may not install them. The system
# stays as it is; scripts/env.sh makes the unpacked programs usable.
# shellcheck shell=bash

# Programs look for their libraries in /usr/lib: those that need other ones
# get a wrapper. It is theirs alone: LD_LIBRARY_PATH for everything would
# also change the system's own programs.
wrap_programs()
{
	local program name
	local libs=$NOPANIC_ROOT/usr/lib/x86_64-linux-gnu
	libs=$libs:$NOPANIC_ROOT/lib/x86_64-linux-gnu
	rm -rf "${NOPANIC_CACHE:?}/bin"
	mkdir -p "$NOPANIC_CACHE/bin"
	for program in "$NOPANIC_ROOT"/usr/bin/* "$NOPANIC_ROOT"/usr/sbin/*; do
		name=${program##*/}
		if [ ! -f "$program" ] || [ ! -x "$program" ]; then
			continue
		fi
		cat >"$NOPANIC_CACHE/bin/$name" <<EOF
#!/bin/sh
LD_LIBRARY_PATH="$libs\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
export LD_LIBRARY_PATH
exec "$program" "\$@"
EOF
		chmod +x "$NOPANIC_CACHE/bin/$name"
	done
}

# grub-mkrescue has the place of GRUB's parts compiled in. Its copy here has a
# path of the same length instead, a link that scripts/make_iso.sh lays.
point_grub_here()
{
	local program=$NOPANIC_ROOT/usr/bin/grub-mkrescue
	[ -f "$program" ] || return 0
	sed -i 's#/usr/lib/grub\x00#./build/.grub\x00#' "$program"
}

# The C library's linker script names its other half by its full path.
point_libc_here()
{
	local script=$NOPANIC_ROOT/usr/lib/x86_64-linux-gnu/libc.so
	[ -f "$script" ] || return 0
	sed -i "s# /usr/lib/[^ ]*/libc_nonshared# $NOPANIC_ROOT&#;
		s#$NOPANIC_ROOT #$NOPANIC_ROOT#" "$script"
}

# What apt would install for them. GRUB's parts only come together.
packages_to_fetch()
{
	apt-get -o Debug::NoLocking=1 install -s --no-install-recommends "$@" |
		awk '$1 == "Inst" { print $2 }'
}

# user_install PACKAGE...: fetch them with what they depend on, and unpack.
user_install()
{
	local debs=$NOPANIC_CACHE/debs deb list
	if ! type -P apt-get dpkg >/dev/null; then
		echo "setup: --user works on Debian and Ubuntu only" >&2
		return 1
	fi
	NOPANIC_ROOT=$NOPANIC_CACHE/root
	mkdir -p "$debs" "$NOPANIC_ROOT" || return 1
	case " $* " in
	*" grub"*) set -- "$@" grub-common grub-pc-bin grub-efi-amd64-bin ;;
	esac
	list=$(packages_to_fetch "$@") || list=
	if [ -z "$list" ]; then
		echo "setup: apt knows no way to get: $*" >&2
		echo "setup: its lists may be empty; the administrator's" \
			"'apt-get update' fills them" >&2
		return 1
	fi
	echo "setup: unpacking under $NOPANIC_ROOT:" \
		"$(wc -w <<<"$list") packages"
	# shellcheck disable=SC2086 # one word a package
	(cd "$debs" && apt-get -qq download $list) || return 1
	for deb in "$debs"/*.deb; do
		dpkg -x "$deb" "$NOPANIC_ROOT" || return 1
	done
	rm -rf "$debs"
	point_grub_here
	point_libc_here
	wrap_programs
	unset NOPANIC_ROOT
	# shellcheck source=scripts/env.sh
	. scripts/env.sh
}
