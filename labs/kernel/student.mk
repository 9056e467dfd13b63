# SPDX-License-Identifier: GPL-2.0-only
# What a student's tree has in the place of the project's tests and tools.

.PHONY: all check help
all: iso

check:
	@scripts/lab check $(ARGS)

help:
	@sed -n 's/^#help//p' scripts/make/student.mk | sed 's/^ //'

#help Targets:
#help   all          build/nopanic.iso, with your functions in it
#help   run          boot it: make run ARGS="--firmware uefi"
#help   check        the visible tests, as scripts/lab check
#help   gdb          the -Og build in gdb, at _start: make gdb STAGE=memblock
#help   gdb-replay   record a boot, and gdb that can go backwards in it
#help   trace        build/trace.jsonl: each move of the early allocator
#help   compile_commands.json  for clangd and editors
#help   clean        remove build/
#help   help         this text
#help
#help Variables:
#help   CC=clang     the other compiler (default gcc)
#help   OPT=-Og      for gdb (default -O2)
#help   DEBUG=1      in build/debug: UBSan, checkers, poisoned pages
#help   V=1          print each command
#help   ARGS=...     for run: options of qemu.sh; for check: its options
