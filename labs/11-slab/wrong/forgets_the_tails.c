// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the further pages still belong to the slab
 * loses: R5
 * says: .
 */
void slab_release(struct kmem_cache *cache, struct page *slab)
{
	if (cache->slab == slab)
		cache->slab = NULL;
	list_del(&slab->lru);
	cache->nr_slabs--;
	slab->kind = PAGE_ALLOCATED;
	slab->slab_cache = NULL;
	__free_pages(slab, cache->order);
}
