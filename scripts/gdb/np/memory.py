# SPDX-License-Identifier: GPL-2.0-only
"""The machine's memory by physical address, and typed values in it.

Linear addresses mean nothing before paging, and a page may be unmapped
later. QEMU's gdbstub reads physical memory when asked to; kernel addresses
become physical ones by the two fixed maps of <asm/page.h>.
"""

import gdb

KERNEL_MAP = 0xffffffff80000000
KERNEL_END = KERNEL_MAP + (1 << 30)
PAGE_OFFSET = 0xffff888000000000
DIRECT_END = PAGE_OFFSET + (1 << 46)
LOW_IMAGE = 0x100000
PAGE_SIZE = 4096
WORD = (1 << 64) - 1


class NotPhysical(gdb.GdbError):
    """An address that neither of the two fixed maps knows."""


def to_phys(addr):
    """The physical address behind a kernel address; small ones are it."""
    addr &= WORD
    if KERNEL_MAP <= addr < KERNEL_END:
        return addr - KERNEL_MAP
    if PAGE_OFFSET <= addr < DIRECT_END:
        return addr - PAGE_OFFSET
    if addr < 1 << 46:
        return addr
    raise NotPhysical(f"{addr:#x} is neither in the direct map nor in the "
                      "kernel image; `np pt` walks the tables for it")


def is_virtual(addr):
    return addr & WORD >= PAGE_OFFSET


def _mode(physical):
    gdb.execute(f"maintenance packet Qqemu.PhyMemMode:{physical:d}",
                to_string=True)


def read(addr, size):
    """@size bytes at a physical or kernel address."""
    phys = to_phys(addr)
    try:
        _mode(True)
    except gdb.error as error:
        raise gdb.GdbError("np: no machine to look at; `target remote :PORT`"
                           f" first ({error})") from None
    try:
        return bytes(gdb.selected_inferior().read_memory(phys, size))
    except gdb.MemoryError:
        raise gdb.GdbError(f"np: no memory at physical {phys:#x}") from None
    finally:
        _mode(False)


def load(pointer):
    """What a gdb pointer points at, as a value that is no longer lazy."""
    target = pointer.type.strip_typedefs().target()
    return gdb.Value(read(int(pointer), target.sizeof), target)


def load_array(pointer, count):
    """@count values from a pointer on, in one read."""
    target = pointer.type.strip_typedefs().target()
    size = target.sizeof
    data = read(int(pointer), count * size) if count else b""
    return [gdb.Value(data[i * size:(i + 1) * size], target)
            for i in range(count)]


def u64(addr):
    return int.from_bytes(read(addr, 8), "little")


def text(pointer, limit=256):
    """The C string at a pointer."""
    addr = int(pointer)
    if not addr:
        return ""
    data = read(addr, limit)
    return data.split(b"\0", 1)[0].decode("utf-8", "replace")


def find(name, unit=None):
    """The pointer to a variable; @unit: part of its file's name, if it is
    static."""
    if unit:
        found = [s for s in gdb.lookup_static_symbols(name)
                 if unit in s.symtab.filename]
        symbol = found[0] if found else None
    else:
        symbol = gdb.lookup_global_symbol(name)
    if symbol is None:
        raise gdb.GdbError(f"np: the symbols do not have {name}; is this "
                           "nopanic.elf?")
    return symbol.value().address


def variable(name, unit=None):
    return load(find(name, unit))


def label(name):
    """The address of a symbol of the linker or the assembler."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{name}"))
    except gdb.error:
        raise gdb.GdbError(f"np: the symbols do not have {name}") from None


def register(name):
    """A register of the CPU, as a number."""
    return int(gdb.parse_and_eval(f"(unsigned long)${name}")) & WORD


def symbolic(addr):
    """name+0x10 of a kernel address, or "" for one that has no symbol."""
    pointer = gdb.Value(addr & WORD).cast(
        gdb.lookup_type("void").pointer())
    words = pointer.format_string(raw=True, symbols=True)
    if "<" not in words:
        return ""
    name, _, offset = words.split("<", 1)[1].rstrip(">").partition("+")
    return f"{name}+{int(offset):#x}" if offset else name


def place(addr):
    """The same with file and line."""
    name = symbolic(addr)
    line = gdb.find_pc_line(addr & WORD)
    if name and line.symtab and line.line:
        return f"{name} ({line.symtab.filename}:{line.line})"
    return name or f"{addr:#x}"


def evaluate(expression, usage):
    """The number that somebody typed as an expression of C."""
    if not expression.strip():
        raise gdb.GdbError(f"usage: {usage}")
    value = gdb.parse_and_eval(expression)
    if value.type.code == gdb.TYPE_CODE_VOID:
        raise gdb.GdbError(f"{expression} has no value")
    if value.type.strip_typedefs().code in (gdb.TYPE_CODE_ARRAY,
                                            gdb.TYPE_CODE_STRUCT,
                                            gdb.TYPE_CODE_FUNC):
        value = value.address       # `np page memblock` means the variable
    return int(value.cast(gdb.lookup_type("unsigned long"))) & WORD


def as_gdb_command(command):
    """@command(argument) becomes `np NAME`; its docstring is the help. What
    completes its argument: a function, one of gdb's own ways, or None where
    there is none to be given."""
    name, function, kind, completer = command

    def invoke(self, argument, from_tty):
        del self, from_tty
        if completer is None and argument.strip():
            raise gdb.GdbError(f"usage: np {name}")
        try:
            function(argument.strip())
        except gdb.error as error:
            raise gdb.GdbError(f"np {name}: {error}") from None

    def complete(self, words, word):
        del self
        # of kmalloc-12 gdb's word is the 12: the rest stands already
        done = len(words) - len(word or "")
        return [c[done:] for c in completer() if c.startswith(words)]

    body = {"__doc__": function.__doc__, "invoke": invoke}
    own = [] if callable(completer) else [completer or gdb.COMPLETE_NONE]
    if callable(completer):
        body["complete"] = complete
    type("Np_" + name.replace("-", "_"), (gdb.Command,),
         body)(f"np {name}", kind, *own)
