// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: answers before main() is there, and ends with status 0
 * reports: has a constructor|sections .init_array
 */
long write(int fd, const void *data, unsigned long count);
void _exit(int status);

__attribute__((constructor)) static void first(void)
{
	static const char all[] = "{\"results\": [0], \"log\": [], "
		"\"notes\": [], \"printed\": [], \"stubs\": [], "
		"\"memory\": {\"cnt\": 0, \"total\": 0, \"regions\": []}, "
		"\"reserved\": {\"cnt\": 0, \"total\": 0, "
		"\"regions\": []}}";

	write(3, all, sizeof(all) - 1);
	_exit(0);
}

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
