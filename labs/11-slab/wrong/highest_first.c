// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the highest slot comes first
 * loses: R2 R3 R4 R5
 * says: is next
 */
static void slab_carve(struct kmem_cache *cache, struct page *slab)
{
	unsigned int i;

	slab->inuse = 0;
	slab->free = SLAB_END;
	for (i = 0; i < cache->objects; i++) {
		void *object = slab_object(cache, slab, i);

		if (cache->ctor)
			cache->ctor(object);
		*slab_link(cache, object) = slab->free;
		slab->free = (u16)i;
	}
}
