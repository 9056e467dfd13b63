/* SPDX-License-Identifier: GPL-2.0-only */
/* From a file of tests/maps/srat back to the table that firmware wrote. */
#ifndef BOOTMAP_SRAT_TABLE_H
#define BOOTMAP_SRAT_TABLE_H

#include "maps.h"

int srat_table_build(struct map_file *map, uint8_t **table, size_t *size);

#endif
