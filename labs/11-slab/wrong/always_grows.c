// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: grows rather than take from another node
 * loses: R4
 * says: .
 */
struct page *slab_for_node(struct kmem_cache *cache, gfp_t gfp, int nid)
{
	struct page *slab;

	list_for_each_entry(slab, &cache->partial, lru)
		if (nid == NUMA_NO_NODE || page_zone(slab)->nid == nid)
			return slab;
	return slab_grow(cache, gfp, nid);
}
