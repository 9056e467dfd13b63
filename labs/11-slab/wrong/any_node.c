// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: takes the first partial slab, whatever its node
 * loses: R4
 * says: on node
 */
struct page *slab_for_node(struct kmem_cache *cache, gfp_t gfp, int nid)
{
	if (!list_empty(&cache->partial))
		return list_first_entry(&cache->partial, struct page, lru);
	return slab_grow(cache, gfp, nid);
}
