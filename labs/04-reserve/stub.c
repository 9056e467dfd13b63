// SPDX-License-Identifier: GPL-2.0-only
noinline int memblock_add_range(struct memblock_type *type, phys_addr_t base,
				phys_addr_t size, int nid,
				enum memblock_flags flags)
{
	lab_stub("04-reserve");
	return -ENOMEM;
}

noinline int memblock_reserve_region(phys_addr_t base, phys_addr_t size,
				     int nid, enum memblock_flags flags)
{
	lab_stub("04-reserve");
	return -ENOMEM;
}

noinline int memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	lab_stub("04-reserve");
	return -ENOMEM;
}
