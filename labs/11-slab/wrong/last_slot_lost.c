// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the last slot is never free
 * loses: R2 R3 R4 R5
 * says: .
 */
static void slab_carve(struct kmem_cache *cache, struct page *slab)
{
	char *object = slab_object(cache, slab, 0);
	unsigned int i;

	slab->inuse = 0;
	slab->free = 0;
	for (i = 0; i < cache->objects; i++, object += cache->stride) {
		if (cache->ctor)
			cache->ctor(object);
		*slab_link(cache, object) = i + 2 < cache->objects ?
			(u16)(i + 1) : SLAB_END;
	}
}
