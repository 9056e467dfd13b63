# SPDX-License-Identifier: GPL-2.0-only
# Everything that is built, and how it is proved. `make help` lists it.
#
#   make CC=clang     the other compiler
#   make OPT=-Og      for gdb: every argument and local can be printed
#   make DEBUG=1      in build/debug: UBSan traps, checkers, poison
#   make V=1          prints each command
#
# Output goes to build/ only.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

SHELL := /bin/bash

# Programs that `setup.sh --user` has unpacked, if any.
from-env = $(shell . scripts/env.sh && printf %s "$$$(1)")
ifneq ($(call from-env,NOPANIC_ROOT),)
$(foreach name,NOPANIC_ROOT NOPANIC_CACHE NOPANIC_PYTHON C_INCLUDE_PATH \
	LIBRARY_PATH LD_RUN_PATH PATH PYTHONPATH PYTHON,\
	$(eval export $(name) := $(call from-env,$(name))))
endif

OPT ?= -O2
DEBUG ?= 0
ifeq ($(origin CC),default)
CC := gcc
endif
HOSTCC ?= $(CC)
NASM ?= nasm
OBJCOPY ?= objcopy
NM ?= nm
comma := ,
PYTHON := $(or $(PYTHON),/usr/bin/python3)
WERROR ?= $(if $(CI),-Werror)

# V=0 names what is built, V=1 prints the commands.
V ?= 0
ifeq ($(V),0)
Q := @
say = @printf '  %-7s %s\n' '$(1)' '$(2)'
else
Q :=
say = @:
endif

ifeq ($(DEBUG),1)
BUILD := build/debug
else
BUILD := build
endif

include scripts/make/kernel.mk
include scripts/make/host.mk
include scripts/make/mutants.mk
include scripts/make/fuzz.mk
include scripts/make/bootmap.mk
include scripts/make/wasm.mk
include scripts/make/proof.mk
include scripts/make/bench.mk
include scripts/make/image.mk
include scripts/make/run.mk
include scripts/make/gdb.mk
include scripts/make/web.mk
include scripts/make/trace.mk
include scripts/make/book.mk
include scripts/make/labs.mk
