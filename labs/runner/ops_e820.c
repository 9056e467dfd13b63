// SPDX-License-Identifier: GPL-2.0-only
/*
 * sanitize_e820_map() for a test. World.extra["e820"] is the map, in rows of
 * address, size and type; the call's argument is the room of its table,
 * which ends where a page without access begins. Looked at afterwards:
 * "e820", the rows.
 */
#include <asm/e820.h>
#include <string.h>
#include "runner.h"

#define ROW	3

/* Of e820.c, which is not here: update_e820() names it. */
struct e820map e820;

static struct e820entry *table;
static u32 table_nr, table_room;

static void sanitize(const u64 *a)
{
	unsigned int i, nr;
	const u64 *rows = lab_extra("e820", &nr);

	table_nr = nr / ROW;
	table_room = a[0];
	/* Room that is only said to be there has no bytes. */
	table = lab_guarded(min(table_room > table_nr ? table_room : table_nr,
				(u32)E820_X_MAX) * sizeof(*table));
	for (i = 0; i < table_nr; i++) {
		table[i].addr = rows[ROW * i];
		table[i].size = rows[ROW * i + 1];
		table[i].type = (u32)rows[ROW * i + 2];
	}
	lab_value_signed(sanitize_e820_map(table, table_room, &table_nr));
}
LAB_OP("sanitize_e820_map", sanitize);

static void look(void)
{
	u32 i;

	lab_open('[');
	for (i = 0; i < table_nr && i < E820_X_MAX; i++) {
		lab_open('[');
		lab_value(table[i].addr);
		lab_value(table[i].size);
		lab_value(table[i].type);
		lab_close(']');
	}
	lab_close(']');
}
LAB_LOOK("e820", look);
