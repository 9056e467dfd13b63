// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the cache goes on taking objects from it
 * loses: R5
 * says: .
 */
void slab_release(struct kmem_cache *cache, struct page *slab)
{
	unsigned int i;

	list_del(&slab->lru);
	cache->nr_slabs--;
	for (i = 1; i < 1u << cache->order; i++)
		slab[i].kind = PAGE_UNWRITTEN;
	slab->kind = PAGE_ALLOCATED;
	slab->slab_cache = NULL;
	__free_pages(slab, cache->order);
}
