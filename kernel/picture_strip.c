// SPDX-License-Identifier: GPL-2.0-only
/*
 * The strips at the top of the screens: who draws one registers here, and is
 * called when memory has changed. With bootdelay= the boot waits after each
 * change, so that an audience can follow.
 */
#include <asm/delay.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/memory_picture.h>
#include <linux/params.h>

#define MAX_DELAY	60000		/* milliseconds */

static struct picture_strip *strips;
static unsigned int boot_delay;		/* milliseconds; 0: full speed */

/* There are many, and each is less of an event than a stage. */
static void early_allocation(void)
{
	picture_changed();
	mdelay(boot_delay / 10);
}

static __init int setup_bootdelay(char *value)
{
	u64 ms;

	if (kstrtou64(value, &ms) || ms > MAX_DELAY)
		return -EINVAL;
	boot_delay = (unsigned int)ms;
	kmemleak_early_hook = ms ? early_allocation : NULL;
	return 0;
}
early_param("bootdelay", setup_bootdelay);

/* Nobody looks at a quiet boot; its prompt is looked at again. */
static bool worth_drawing(void)
{
	return memblock.memory.total_size &&
	       console_loglevel > CONSOLE_LOGLEVEL_QUIET;
}

void picture_changed(void)
{
	struct picture_strip *strip;

	if (!worth_drawing())
		return;
	for (strip = strips; strip; strip = strip->next)
		strip->draw(memory_picture(strip->columns));
}

void picture_step(void)
{
	picture_changed();
	mdelay(boot_delay);
}

void register_picture_strip(struct picture_strip *strip)
{
	strip->next = strips;
	strips = strip;
	if (worth_drawing())
		strip->draw(memory_picture(strip->columns));
}
