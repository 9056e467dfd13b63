// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader of GRUB's boot information: walks the tags of the block and
 * notes in a struct boot_info what they say. setup_boot_info() calls it, and
 * so do host tests and fuzzers. It trusts no number of the block, allocates
 * nothing, copies no table, and never reads outside the block.
 */
#define pr_fmt(fmt) "multiboot2: " fmt

#include <linux/boot_info.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "multiboot2.h"

/* One walk: the tag it stands on, and what it has to remember. */
struct walk {
	struct boot_info *bi;
	const u8 *block;
	u32 offset;			/* of the tag in the block, bytes */
	u32 type, size;			/* the tag's own words */
	u32 modules_dropped;
	u32 first_dropped;		/* offset of the first of them */
	bool new_rsdp;			/* rsdp comes from tag 15 */
};

#define tag_warn(w, fmt, ...) \
	pr_warn("tag %u at byte %u: " fmt "\n", (w)->type, (w)->offset, \
		##__VA_ARGS__)

/* Is the tag long enough for its fields, @need bytes? */
static bool tag_holds(const struct walk *w, u32 need)
{
	if (w->size >= need)
		return true;
	tag_warn(w, "size %u is below %u, left out", w->size, need);
	return false;
}

/* Of two tags that may be there only once, the first counts. */
static bool tag_is_first(const struct walk *w, bool seen)
{
	if (seen)
		tag_warn(w, "a second one, left out");
	return !seen;
}

/* The string @at bytes into the tag, or NULL if it does not end there. */
static const char *tag_string(const struct walk *w, u32 at)
{
	const u8 *text = w->block + w->offset + at;

	if (memchr(text, 0, w->size - at))
		return (const char *)text;
	return NULL;
}

static void read_string(struct walk *w, const char **string)
{
	const char *text;

	if (!tag_is_first(w, *string))
		return;
	text = tag_string(w, sizeof(struct mb2_tag));
	if (!text)
		tag_warn(w, "its string has no end, left out");
	*string = text;
}

/* One more than there is room for: its memory is in use all the same. */
static void drop_module(struct walk *w, phys_addr_t start, phys_addr_t end)
{
	struct boot_range *all = &w->bi->further_modules;

	if (!w->modules_dropped++)
		w->first_dropped = w->offset;
	if (start == end)
		return;
	all->start = all->end ? min(all->start, start) : start;
	all->end = max(all->end, end);
}

static void read_module(struct walk *w)
{
	struct boot_info *bi = w->bi;
	struct boot_module *module;
	struct mb2_tag_module tag;

	if (!tag_holds(w, sizeof(tag)))
		return;
	memcpy(&tag, w->block + w->offset, sizeof(tag));
	if (tag.end < tag.start) {
		tag_warn(w, "module ends at %#x, before its start %#x, "
			 "left out", tag.end, tag.start);
		return;
	}
	if (bi->nr_modules == BOOT_MAX_MODULES) {
		drop_module(w, tag.start, tag.end);
		return;
	}

	module = &bi->modules[bi->nr_modules++];
	module->start = tag.start;
	module->end = tag.end;
	module->cmdline = tag_string(w, sizeof(tag));
	if (!module->cmdline) {
		/* Its memory is in use all the same: keep the module. */
		tag_warn(w, "its string has no end, taken as empty");
		module->cmdline = "";
	}
}

/* Tags 6 and 17: entries of @fields bytes or more, one stride apart. */
static void read_table(struct walk *w, struct boot_table *table, u32 fields)
{
	struct mb2_tag_table tag;
	u32 nr;

	if (!tag_is_first(w, table->data) || !tag_holds(w, sizeof(tag)))
		return;
	memcpy(&tag, w->block + w->offset, sizeof(tag));
	if (tag.stride < fields) {
		tag_warn(w, "entry size %u is below %u, left out", tag.stride,
			 fields);
		return;
	}
	nr = (tag.size - sizeof(tag)) / tag.stride;
	if (nr == 0) {
		tag_warn(w, "no room for one entry of %u bytes, left out",
			 tag.stride);
		return;
	}
	table->data = w->block + w->offset + sizeof(tag);
	table->stride = tag.stride;
	table->nr = nr;
	table->version = tag.version;
}

/* Without them the framebuffer is there, but nobody can draw on it. */
static void read_colors(struct walk *w, struct boot_framebuffer *fb)
{
	struct mb2_fb_colors colors;

	if (w->size < MB2_FB_COLORS + sizeof(colors)) {
		tag_warn(w, "size %u leaves no room for its colours", w->size);
		return;
	}
	memcpy(&colors, w->block + w->offset + MB2_FB_COLORS, sizeof(colors));
	fb->red = (struct boot_color){ colors.red.position, colors.red.size };
	fb->green = (struct boot_color){ colors.green.position,
					 colors.green.size };
	fb->blue = (struct boot_color){ colors.blue.position,
					colors.blue.size };
}

static void read_framebuffer(struct walk *w)
{
	struct boot_framebuffer *fb = &w->bi->fb;
	struct mb2_tag_framebuffer tag;

	if (!tag_is_first(w, fb->present) || !tag_holds(w, sizeof(tag)))
		return;
	memcpy(&tag, w->block + w->offset, sizeof(tag));
	fb->addr = tag.addr;
	fb->pitch = tag.pitch;
	fb->width = tag.width;
	fb->height = tag.height;
	fb->bpp = tag.bpp;
	fb->type = tag.fb_type;
	fb->present = true;
	if (fb->type == FB_RGB)
		read_colors(w, fb);
}

/* The new RSDP (tag 15) wins over the old one, in whatever order they come. */
static void read_rsdp(struct walk *w, bool is_new, u32 need)
{
	struct boot_info *bi = w->bi;
	bool seen = bi->rsdp && w->new_rsdp == is_new;

	if (!tag_is_first(w, seen) ||
	    !tag_holds(w, sizeof(struct mb2_tag) + need) || w->new_rsdp)
		return;
	bi->rsdp = w->block + w->offset + sizeof(struct mb2_tag);
	bi->rsdp_size = w->size - sizeof(struct mb2_tag);
	w->new_rsdp = is_new;
}

static void read_tag(struct walk *w)
{
	struct boot_info *bi = w->bi;

	switch (w->type) {
	case MB2_TAG_CMDLINE:
		read_string(w, &bi->cmdline);
		break;
	case MB2_TAG_LOADER:
		read_string(w, &bi->loader);
		break;
	case MB2_TAG_MODULE:
		read_module(w);
		break;
	case MB2_TAG_MMAP:
		read_table(w, &bi->e820, MB2_MMAP_ENTRY);
		break;
	case MB2_TAG_FRAMEBUFFER:
		read_framebuffer(w);
		break;
	case MB2_TAG_ACPI_OLD:
		read_rsdp(w, false, MB2_RSDP_OLD);
		break;
	case MB2_TAG_ACPI_NEW:
		read_rsdp(w, true, MB2_RSDP_NEW);
		break;
	case MB2_TAG_EFI_MMAP:
		read_table(w, &bi->efi, MB2_EFI_DESC);
		break;
	case MB2_TAG_EFI_BS:
		bi->efi_boot_services = true;
		break;
	}
}

/*
 * Step onto the tag at w->offset, which the spec puts on a multiple of 8.
 * False at the end tag, and where the way to the next tag is lost: then the
 * tags read so far must do.
 */
static bool walk_to_tag(struct walk *w, u32 total)
{
	struct mb2_tag tag;

	if (total - w->offset < sizeof(tag)) {
		pr_warn("no end tag before the block ends at byte %u\n", total);
		return false;
	}
	memcpy(&tag, w->block + w->offset, sizeof(tag));
	w->type = tag.type;
	w->size = tag.size;
	if (tag.type == MB2_TAG_END)
		return false;
	if (tag.size < sizeof(tag)) {
		tag_warn(w, "size %u is below %zu; it and all behind it "
			 "left out", tag.size, sizeof(tag));
		return false;
	}
	if (tag.size > total - w->offset) {
		tag_warn(w, "size %u reaches past the block's end at byte %u, "
			 "left out", tag.size, total);
		return false;
	}
	return true;
}

static void walk_tags(struct walk *w, u32 total)
{
	u64 next;

	w->offset = sizeof(struct mb2_info);
	while (walk_to_tag(w, total)) {
		read_tag(w);
		next = round_up((u64)w->offset + w->size, MB2_TAG_ALIGN);
		/* Padding that the block cuts off leaves no room for a tag. */
		w->offset = (u32)min_t(u64, next, total);
	}
	if (w->modules_dropped)
		pr_warn("tag %u at byte %u: no room for more than %u modules, "
			"%u left out, in memory up to %#llx that stays "
			"reserved\n", MB2_TAG_MODULE, w->first_dropped,
			BOOT_MAX_MODULES, w->modules_dropped,
			w->bi->further_modules.end);
}

int multiboot2_read(const void *block, phys_addr_t phys, size_t limit,
		    struct boot_info *bi)
{
	struct walk w = { .bi = bi, .block = block };
	struct mb2_info info;

	memset(bi, 0, sizeof(*bi));
	if (phys % MB2_TAG_ALIGN) {
		pr_warn("the block at %#llx is not aligned to %u bytes\n", phys,
			MB2_TAG_ALIGN);
		return -EINVAL;
	}
	if (limit < sizeof(info)) {
		pr_warn("only %zu bytes of the block at %#llx can be read\n",
			limit, phys);
		return -EINVAL;
	}
	memcpy(&info, block, sizeof(info));
	if (info.total_size < sizeof(info) + sizeof(struct mb2_tag)) {
		pr_warn("the block at %#llx has a size of only %u bytes\n",
			phys, info.total_size);
		return -EINVAL;
	}
	if (info.total_size > limit) {
		pr_warn("the block at %#llx has a size of %u bytes, only %zu "
			"can be read\n", phys, info.total_size, limit);
		return -EINVAL;
	}

	bi->block = phys;
	bi->block_size = info.total_size;
	walk_tags(&w, info.total_size);
	if (!bi->cmdline)
		bi->cmdline = "";
	if (!bi->loader)
		bi->loader = "";
	return 0;
}
