# SPDX-License-Identifier: GPL-2.0-only
# Sourced: makes what `setup.sh --user` has unpacked usable, if it is there.
# Without it, nothing changes.
# shellcheck shell=sh

NOPANIC_CACHE=${NOPANIC_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/nopanic}
if [ -d "$NOPANIC_CACHE/root/usr" ] && [ -z "${NOPANIC_ROOT:-}" ]; then
	NOPANIC_ROOT=$NOPANIC_CACHE/root
	lib=$NOPANIC_ROOT/usr/lib/x86_64-linux-gnu
	# The system's own programs come first: ours fill the gaps.
	PATH=$PATH:$NOPANIC_CACHE/bin:$NOPANIC_ROOT/usr/bin:$NOPANIC_ROOT/usr/sbin
	export NOPANIC_ROOT NOPANIC_CACHE PATH
	# only for the wrappers in $NOPANIC_CACHE/bin: see setup.sh
	export NOPANIC_LIBS="$lib:$NOPANIC_ROOT/lib/x86_64-linux-gnu"
	export NOPANIC_PYTHON="$NOPANIC_ROOT/usr/lib/python3/dist-packages"
	[ -d "$NOPANIC_PYTHON" ] &&
		export PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}$NOPANIC_PYTHON"
fi
