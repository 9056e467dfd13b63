// SPDX-License-Identifier: GPL-2.0-only
int memblock_isolate_range(struct memblock_type *type, phys_addr_t base,
			   phys_addr_t size, int *start_rgn, int *end_rgn)
{
	lab_stub("06-isolate");
	*start_rgn = *end_rgn = 0;
	return -ENOMEM;
}

int memblock_remove_range(struct memblock_type *type, phys_addr_t base,
			  phys_addr_t size)
{
	lab_stub("06-isolate");
	return -ENOMEM;
}

int memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	lab_stub("06-isolate");
	return -ENOMEM;
}

void memblock_free(void *ptr, size_t size)
{
	lab_stub("06-isolate");
}
