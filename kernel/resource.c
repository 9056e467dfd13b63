// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree of resources (<linux/ioport.h>). Children are sorted and do not
 * touch each other. Who puts something in owns the struct: nothing is
 * allocated here, and nothing is ever taken out.
 */
#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/printk.h>

struct resource iomem_resource = { .start = 0, .end = ~0ULL,
				   .name = "PCI mem" };

static bool inside(const struct resource *r, const struct resource *outer)
{
	return r->start >= outer->start && r->end <= outer->end;
}

/*
 * Put @new among the children of @root. Returns NULL, or who is in the way:
 * the first child that it touches, or @root if it does not fit in there.
 */
static struct resource *add_child(struct resource *root, struct resource *new)
{
	struct resource **link = &root->child;

	if (new->start > new->end || !inside(new, root))
		return root;
	while (*link && (*link)->end < new->start)
		link = &(*link)->sibling;
	if (*link && (*link)->start <= new->end)
		return *link;
	new->parent = root;
	new->child = NULL;
	new->sibling = *link;
	*link = new;
	return NULL;
}

int request_resource(struct resource *root, struct resource *new)
{
	return add_child(root, new) ? -EBUSY : 0;
}

/*
 * Take the children of @parent from @first on that are inside @new into it:
 *
 *	parent:	a  |first  x|  b	->	parent:	a  |new|  b
 *	new:	  |-----------|				   first x
 */
static int adopt(struct resource *parent, struct resource *first,
		 struct resource *new)
{
	struct resource **link = &parent->child, *last, *r;

	for (last = first; last->sibling; last = last->sibling)
		if (last->sibling->start > new->end)
			break;
	if (first->start < new->start || last->end > new->end)
		return -EBUSY;
	while (*link != first)
		link = &(*link)->sibling;
	new->parent = parent;
	new->child = first;
	new->sibling = last->sibling;
	last->sibling = NULL;
	for (r = first; r; r = r->sibling)
		r->parent = new;
	*link = new;
	return 0;
}

int insert_resource(struct resource *parent, struct resource *new)
{
	struct resource *other;

	while ((other = add_child(parent, new)) != NULL) {
		if (other == parent)
			return -EBUSY;
		if (!inside(new, other))
			return adopt(parent, other, new);
		parent = other;
	}
	return 0;
}

/* The one after @r in a walk through all within @root; NULL: no more. */
static const struct resource *next_resource(const struct resource *root,
					    const struct resource *r,
					    int *depth)
{
	if (r->child) {
		(*depth)++;
		return r->child;
	}
	while (r != root && !r->sibling) {
		(*depth)--;
		r = r->parent;
	}
	return r == root ? NULL : r->sibling;
}

void show_resources(const struct resource *root)
{
	int depth = 0;
	const struct resource *r = root;

	while ((r = next_resource(root, r, &depth)) != NULL)
		printk(KERN_INFO "%*s%08llx-%08llx : %s\n", 2 * (depth - 1),
		       "", r->start, r->end, r->name);
}
