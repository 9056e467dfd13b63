#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Build and run the foreign program (foreign.c, surroundings.c) against
# mm/memblock*.c, in four ways: with its own headers (include/) and with the
# flags of `make -s host-cflags`, each with and without CONFIG_NUMA. Each way
# also proves that mm/memblock*.c asks for nothing but the seven names of the
# embedding contract and the C library's memory functions.
#
#   CC=clang tests/host/foreign/run.sh [FOLDER]
#
# FOLDER (build/foreign) takes what is built. Exit status 0 if all passed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=${1:-$root/build/foreign}
: "${CC:=gcc}"
checks='-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined'
numa='-DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4'
allowed=' printk panic kmalloc kfree kzalloc slab_is_available'
allowed="$allowed movable_node_enabled memcpy memmove memset memcmp "
status=0

# wanted NAME FLAG...: what do the objects of memblock leave undefined?
wanted() {
	name=$1
	shift
	mkdir -p "$out/$name"
	rm -f "$out/$name"/*.o
	for file in mm/memblock*.c; do
		"$CC" "$@" -O2 -fno-stack-protector -c "$file" \
			-o "$out/$name/$(basename "$file" .c).o"
	done
	nm "$out/$name"/*.o | awk '
		NF == 2 && $1 == "U" { wanted[$2] = 1 }
		NF == 3 { defined[$3] = 1 }
		END { for (s in wanted) if (!(s in defined)) print s }'
}

# variant NAME FLAG...: prove, build, run.
variant() {
	echo "# $CC, $*"
	for symbol in $(wanted "$@"); do
		case "$allowed" in
		*" $symbol "*) ;;
		*)
			echo "not ok - memblock wants $symbol"
			status=1 ;;
		esac
	done
	name=$1
	shift
	# shellcheck disable=SC2086 # lists of flags
	"$CC" "$@" $checks -Wall -Wextra -Wno-unused-parameter \
		mm/memblock*.c \
		"$here/foreign.c" "$here/surroundings.c" -o "$out/$name/foreign"
	"$out/$name/foreign" >"$out/$name/log" || status=1
	grep -v '^ok' "$out/$name/log"
}

cd "$root"
own='-std=gnu11 -I tests/host/foreign/include -I include'
ours=$(make -s --no-print-directory host-cflags)

# shellcheck disable=SC2086 # lists of flags
{
	variant own-headers $own
	variant own-headers-numa $own $numa
	variant own-cache-line $own -DSMP_CACHE_BYTES=128 \
		-DFOREIGN_CACHE_LINE=128
	variant host-cflags $ours
	variant host-cflags-numa $ours $numa
}
exit $status
