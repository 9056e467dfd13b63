/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of resources: who has which physical addresses, as a tree. What
 * lies inside something else is its child. kernel/resource.c keeps it,
 * `iomem` at the prompt prints it as /proc/iomem does.
 */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/types.h>

struct resource {
	u64 start, end;			/* end is the last byte */
	const char *name;
	struct resource *parent, *sibling, *child;
};

/* All physical addresses. */
extern struct resource iomem_resource;

/**
 * request_resource - take a range that nobody has
 * @root: within this one
 * @new: start, end and name are set; the rest is filled in
 *
 * Return: 0; -EBUSY where it is not inside @root or touches a child of it.
 */
int request_resource(struct resource *root, struct resource *new);

/**
 * insert_resource - put a range where it belongs
 * @parent: within this one, or deeper
 * @new: as for request_resource()
 *
 * It goes into a child that holds all of it (of two that are equal, the new
 * one inside); children that it holds as a whole become its own.
 *
 * Return: 0; -EBUSY when it is not inside @parent or cuts through a child.
 */
int insert_resource(struct resource *parent, struct resource *new);

/* Print a tree without its root: `iomem` at the prompt. */
void show_resources(const struct resource *root);

#endif
