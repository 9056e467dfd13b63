# SPDX-License-Identifier: GPL-2.0-only
"""Return addresses of the kernel: function, file and line, from the debug
information of nopanic.elf."""

import bisect
import os

from elftools.elf.elffile import ELFFile


class Symbols:
    """.frame(address) of one kernel."""

    def __init__(self, path):
        self.file = open(path, "rb")        # pyelftools reads it lazily
        elf = ELFFile(self.file)
        table = elf.get_section_by_name(".symtab")
        self.address = {s.name: s["st_value"] for s in table.iter_symbols()}
        functions = sorted((s["st_value"], s["st_size"], s.name)
                           for s in table.iter_symbols()
                           if s["st_info"]["type"] == "STT_FUNC")
        self.starts = [f[0] for f in functions]
        self.functions = functions
        self.dwarf = elf.get_dwarf_info()
        self.aranges = self.dwarf.get_aranges()
        self.units = {}

    def function(self, address):
        """(name, first address) of the function that @address lies in."""
        at = bisect.bisect_right(self.starts, address) - 1
        if at < 0:
            return None, address
        start, size, name = self.functions[at]
        if size and address >= start + size:
            return None, address
        return name, start

    def unit(self, address):
        """Where the compilation unit of @address is; clang makes no table of
        that for C, so there all are asked."""
        unit = self.aranges and self.aranges.cu_offset_at_addr(address)
        if unit is not None:
            return unit
        for cu in self.dwarf.iter_CUs():
            addresses, places = self.rows(cu.cu_offset)
            at = bisect.bisect_right(addresses, address) - 1
            if at >= 0 and places[at]:
                return cu.cu_offset
        return None

    def rows(self, unit):
        """(addresses, (file, line) at each) of a compilation unit."""
        if unit in self.units:
            return self.units[unit]
        cu = self.dwarf.get_CU_at(unit)
        program = self.dwarf.line_program_for_CU(cu)
        found = []
        if program:
            for entry in program.get_entries():
                state = entry.state
                if state is None:
                    continue
                place = (None if state.end_sequence else
                         (self.path(program, state.file), state.line))
                found.append((state.address, place))
        found.sort(key=lambda row: (row[0], row[1] is not None))
        self.units[unit] = [r[0] for r in found], [r[1] for r in found]
        return self.units[unit]

    @staticmethod
    def path(program, number):
        entry = program["file_entry"][number - 1]
        name = entry.name.decode()
        if entry.dir_index:
            folder = program["include_directory"][entry.dir_index - 1]
            name = os.path.join(folder.decode(), name)
        return os.path.normpath(name)

    def place(self, address):
        """(file, line), or (None, None)."""
        unit = self.unit(address)
        if unit is None:
            return None, None
        addresses, places = self.rows(unit)
        at = bisect.bisect_right(addresses, address) - 1
        return (at >= 0 and places[at]) or (None, None)

    def frame(self, address):
        """A return address as docs/trace.md has it; the call is before it.
        .home: the file that the function itself is in."""
        name, start = self.function(address - 1)
        file, line = self.place(address - 1)
        return {"symbol": name or hex(address), "offset": address - start,
                "file": file, "line": line}

    def home(self, address):
        return self.place(self.function(address - 1)[1])[0]
