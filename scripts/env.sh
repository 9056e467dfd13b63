# SPDX-License-Identifier: GPL-2.0-only
# Sourced: makes what `setup.sh --user` has unpacked usable, if it is there.
# Without it, nothing changes. What the system has itself comes first.
# shellcheck shell=sh

: "${NOPANIC_CACHE:=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/nopanic}"
if [ -d "$NOPANIC_CACHE/root/usr" ] && [ -z "${NOPANIC_ROOT:-}" ]; then
	NOPANIC_ROOT=$NOPANIC_CACHE/root
	NOPANIC_PYTHON=$NOPANIC_ROOT/usr/lib/python3/dist-packages
	lib=usr/lib/x86_64-linux-gnu
	PATH=$PATH:$NOPANIC_CACHE/bin
	PYTHONPATH=${PYTHONPATH:+$PYTHONPATH:}$NOPANIC_PYTHON
	[ -x /usr/bin/python3 ] || PYTHON=$NOPANIC_CACHE/bin/python3
	# compilers and linker know these by themselves
	C_INCLUDE_PATH=$NOPANIC_ROOT/usr/include
	C_INCLUDE_PATH=$C_INCLUDE_PATH:$C_INCLUDE_PATH/x86_64-linux-gnu
	LIBRARY_PATH=$NOPANIC_ROOT/$lib
	LD_RUN_PATH=$NOPANIC_ROOT/$lib
	export NOPANIC_ROOT NOPANIC_CACHE NOPANIC_PYTHON PATH PYTHONPATH PYTHON
	export C_INCLUDE_PATH LIBRARY_PATH LD_RUN_PATH
	unset lib
fi
