// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: brings its own runner's answer and its own printk
 * reports: reaches for the runner|multiple definition
 */
void lab_answer_send(void);
int printk(const char *fmt, ...);

void lab_answer_send(void)
{
}

int printk(const char *fmt, ...)
{
	return 0;
}

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
