// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: never calls the constructor
 * loses: R3
 * says: the constructor ran 0 times
 */
static void slab_carve(struct kmem_cache *cache, struct page *slab)
{
	unsigned int i;

	slab->inuse = 0;
	slab->free = 0;
	for (i = 0; i < cache->objects; i++)
		*slab_link(cache, slab_object(cache, slab, i)) =
			i + 1 < cache->objects ? (u16)(i + 1) : SLAB_END;
}
