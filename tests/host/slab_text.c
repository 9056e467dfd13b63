// SPDX-License-Identifier: GPL-2.0-only
/* The texts of slab_text.h. */
#include <ctype.h>
#include <linux/stage.h>
#include "mm/slab.h"
#include "glue.h"
#include "slab_text.h"

static char text[1 << 16];
static size_t len;

void text_start(void)
{
	text[0] = '\0';
	len = 0;
	glue_log_clear();
}

void text_say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	len += (size_t)vsnprintf(text + len, sizeof(text) - len, fmt, args);
	va_end(args);
	assert_true(len < sizeof(text));
}

const char *text_said(void)
{
	return text;
}

void text_expect(void)
{
	if (strcmp(glue_log(), text))
		fail_msg("printed:\n%s\nnot:\n%s", glue_log(), text);
	text_start();
}

static void say_rule(char c)
{
	int i;

	for (i = 0; i < 70; i++)
		text_say("%c", c);
	text_say("\n");
}

void text_say_track(const char *what, const struct slab_track *track)
{
	u32 i;

	if (track->nr == 0 || track->nr > 8 || track->stage >= NR_STAGES) {
		text_say("%s: not yet\n", what);
		return;
	}
	text_say("%s in 0x%lx, stage %s\n", what, track->trace[0],
		 stage_names[track->stage]);
	for (i = 1; i < track->nr; i++)
		text_say("  0x%lx\n", track->trace[i]);
}

static void say_dump_line(const u8 *line, const u8 *at)
{
	int i;

	text_say("%c%p: ", at >= line && at <= line + 15 ? '>' : ' ',
		 (const void *)line);
	for (i = 0; i < 16; i++)
		text_say("%02x ", line[i]);
	text_say(" ");
	for (i = 0; i < 16; i++)
		text_say("%c", isascii(line[i]) && isprint(line[i]) ?
			 line[i] : '.');
	text_say("\n");
}

/* Two lines before, the line itself, two after; none outside of the slab. */
static void say_dump(const struct kmem_cache *cache, const struct page *slab,
		     const u8 *at)
{
	const u8 *base = page_address(slab);
	long size = 4096L << cache->order, line = (at - base) / 16 * 16, i;

	for (i = line - 32; i <= line + 32; i += 16)
		if (i >= 0 && i < size)
			say_dump_line(base + i, at);
}

static void say_object(const struct kmem_cache *cache, const void *object)
{
	const struct slab_info *info = slab_info(cache, object);

	text_say("Object %p of %u bytes, %u asked for, %s\n", object,
		 cache->object_size, info->size,
		 info->state == SLOT_FREE ? "free" :
		 info->state == SLOT_IN_USE ? "in use" :
		 info->state == SLOT_ISOLATED ? "isolated" :
		 "state overwritten");
}

void text_say_report(const struct kmem_cache *cache, const struct page *slab,
		     const void *object, const char *what,
		     const struct slab_damage *damage)
{
	const u8 *at = object ? object : page_address(slab);

	say_rule('=');
	text_say("BUG %s: %s\n", cache->name, what);
	say_rule('-');
	text_say("Slab %p of %u objects, %u in use\n", page_address(slab),
		 cache->objects, slab->inuse);
	if (object)
		say_object(cache, object);
	if (damage) {
		at = damage->at;
		text_say("First bad byte: %p, offset %lld in the object, "
			 "is 0x%02x, not 0x%02x; %u bad\n",
			 (const void *)at, (s64)(at - (const u8 *)object),
			 *at, damage->want, damage->nr);
	}
	if (object && !(cache->flags & SLAB_STORE_USER)) {
		text_say("Allocated: not recorded (slab_debug=U does)\n");
	} else if (object) {
		text_say_track("Allocated", slab_track(cache, object, false));
		text_say_track("Freed", slab_track(cache, object, true));
	}
	say_dump(cache, slab, at);
	text_say("Call Trace:\n");
	say_rule('=');
}
