// SPDX-License-Identifier: GPL-2.0-only
/* What stands in a student's mm/slab.c. */
static u8 slab_order(u32 stride)
{
	lab_missing("11-slab");
}

static void slab_carve(struct kmem_cache *cache, struct page *slab)
{
	lab_missing("11-slab");
}

struct page *slab_for_node(struct kmem_cache *cache, gfp_t gfp, int nid)
{
	lab_stub("11-slab");
	return NULL;
}

void slab_release(struct kmem_cache *cache, struct page *slab)
{
	lab_missing("11-slab");
}
