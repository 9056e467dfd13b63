#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Installs what is missing, by name and without a question; does nothing
# where all is there. scripts/packages.txt says what is needed.

set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 4
# shellcheck source=scripts/env.sh
. scripts/env.sh

usage()
{
	cat <<'EOF'
Usage: scripts/setup.sh [--check | --user | --if-possible] [GROUP]...

Installs the packages that are missing, as root or through a sudo that asks
for no password. Groups: boot font window test lint clang bench bochs
web book labs; when none is named, all but window, bench, bochs, web, book
and labs.

  --check  only say what is missing, by package name; status 1 if anything is
  --user   without root: unpack Debian's or Ubuntu's packages under ~/.cache
  --if-possible  what cannot be installed is named, and is no error
EOF
}

# Is the thing that column two of packages.txt names there?
have()
{
	local one file dir IFS='|'
	for one in $1; do
		case "$one" in
		python:*)
			file=${one#python:}
			for dir in /usr/lib/python3*/{dist,site}-packages \
				"${NOPANIC_PYTHON:-/nonexistent}"; do
				[ -d "$dir/$file" ] && return 0
			done ;;
		/*)
			unset IFS
			for file in $one ${NOPANIC_ROOT:+$NOPANIC_ROOT$one}; do
				[ -e "$file" ] && return 0
			done
			IFS='|' ;;
		*)	type -P "$one" >/dev/null && return 0 ;;
		esac
	done
	return 1
}

# Column of packages.txt, and the command that installs packages.
distribution()
{
	local id=
	[ -r /etc/os-release ] &&
		id=" $(. /etc/os-release && echo "$ID ${ID_LIKE:-}") "
	case "$id" in
	*" debian "* | *" ubuntu "*)
		column=2
		install="apt-get install -y --no-install-recommends" ;;
	*" fedora "* | *" rhel "*)
		column=3
		install="dnf install -y --setopt=install_weak_deps=False" ;;
	*" arch "*)
		column=4
		install="pacman -S --noconfirm --needed" ;;
	*)
		column=2
		install= ;;
	esac
}

find_missing()
{
	local group check line names
	missing=()
	while read -r group check line; do
		case "$group" in '#'* | '') continue ;; esac
		[[ " $groups " == *" $group "* ]] || continue
		have "$check" && continue
		read -r -a names <<<"x y $line"
		[ "${names[$column]}" = - ] || missing+=("${names[$column]}")
	done <scripts/packages.txt
	if [ ${#missing[@]} -gt 0 ]; then
		mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
	fi
}

# Run as root, if that is possible without a password.
as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

can_be_root()
{
	[ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

tell_administrator()
{
	local update=
	[ "$column" = 2 ] && update="apt-get update && "
	echo "Missing here: ${missing[*]}"
	if [ -z "$install" ]; then
		echo "This distribution is unknown to scripts/setup.sh; the" \
			"names above are Debian's. Please install them."
	else
		echo "As the administrator: $update$install ${missing[*]}"
	fi
	if [ "$column" = 2 ] && type -P apt-get >/dev/null; then
		echo "Without one: scripts/setup.sh --user $groups"
	fi
} >&2

install_missing()
{
	local log
	echo "setup: installing ${missing[*]}"
	log=$(mktemp) || return 4
	export DEBIAN_FRONTEND=noninteractive
	# shellcheck disable=SC2086 # $install is a command and its options
	if { [ "$column" != 2 ] || as_root apt-get update; } >"$log" 2>&1 &&
		as_root env DEBIAN_FRONTEND=noninteractive \
			$install "${missing[@]}" >>"$log" 2>&1 </dev/null; then
		rm -f "$log"
		return 0
	fi
	tail -n 20 "$log" >&2
	echo "setup: '$install ${missing[*]}' failed (all of it: $log)" >&2
	return 4
}

mode=install
groups=
for arg in "$@"; do
	case "$arg" in
	--check | --user | --if-possible) mode=${arg#--} ;;
	-h | --help) usage; exit 0 ;;
	boot | font | window | test | lint | clang | bench | bochs | web | \
		book | labs)
		groups="$groups $arg" ;;
	*) usage >&2; exit 4 ;;
	esac
done
groups=${groups:- boot font test lint clang}
groups=${groups# }

distribution
find_missing
if [ ${#missing[@]} -eq 0 ]; then
	[ "$mode" = check ] && echo "setup: nothing is missing ($groups)"
	exit 0
fi
case "$mode" in
if-possible)
	if [ -z "$install" ] || ! can_be_root || ! install_missing; then
		echo "setup: it works without ${missing[*]} ($groups)" >&2
	fi
	exit 0 ;;
check)
	echo "setup: missing ($groups):"
	printf '  %s\n' "${missing[@]}"
	exit 1 ;;
user)
	# shellcheck source=scripts/setup_user.sh
	. scripts/setup_user.sh
	user_install "${missing[@]}" || exit 4 ;;
install)
	if [ -z "$install" ] || ! can_be_root; then
		tell_administrator
		exit 4
	fi
	install_missing || exit 4 ;;
esac

find_missing
if [ ${#missing[@]} -gt 0 ]; then
	echo "setup: installed, but still missing: ${missing[*]}" >&2
	exit 4
fi
