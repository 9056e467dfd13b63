// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line: GRUB's, and behind it the text of qemu.sh --cmdline.
 * setup_boot_info() has it put together once. Where it is too long it loses
 * whole words, never a part of one: `memmap=64K$0x2000000` that was cut to
 * `memmap=64K$0x2` would be obeyed, and wrong. Nothing is parsed here.
 */
#include <asm/setup.h>
#include <linux/boot_info.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

/*
 * Bytes taken from QEMU's fw_cfg. GRUB's line has to leave room for them:
 * who starts QEMU has the last word.
 */
#define FW_CFG_CMDLINE_MAX	2048

char boot_command_line[COMMAND_LINE_SIZE];

/* The length of @text up to its first NUL or line end, at most @max. */
static __init size_t line_length(const char *text, size_t max)
{
	size_t len = 0;

	while (len < max && text[len] && text[len] != '\n')
		len++;
	return len;
}

/*
 * How much of @text, @len bytes, fits into @room: all, or what stands before
 * the last blank that does not lie in quotes. Those who lose words are told.
 */
static __init size_t whole_words(const char *who, const char *text,
				 size_t len, size_t room)
{
	bool quoted = false;
	size_t i, fit = 0;

	if (len <= room)
		return len;
	for (i = 0; i <= room; i++) {
		if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && (text[i] == ' ' || text[i] == '\t'))
			fit = i;
	}
	pr_warn("setup: command line from %s is too long: cut behind byte "
		"%zu, between two words\n", who, fit);
	return fit;
}

/* Does @line, @len bytes, end inside a quote? */
static __init bool quote_is_open(const char *line, size_t len)
{
	bool open = false;

	while (len--)
		if (*line++ == '"')
			open = !open;
	return open;
}

/**
 * setup_command_line - put boot_command_line together
 *
 * Takes boot_info.cmdline, which may be NULL, and up to 2 KiB of QEMU's file
 * opt/org.nopanic/cmdline, up to its first line end. Says what is cut. A
 * quote that the boot loader's line leaves open is closed at its end: it
 * would swallow all that comes behind.
 */
__init void setup_command_line(void)
{
	/* One byte more shows whether a word ends where the room does. */
	static __initdata char extra[FW_CFG_CMDLINE_MAX + 1];
	const char *line = boot_info.cmdline ? boot_info.cmdline : "";
	size_t len, extra_len, room = COMMAND_LINE_SIZE - 1;

	extra_len = fw_cfg_read("opt/org.nopanic/cmdline", extra,
				sizeof(extra), NULL);
	extra_len = whole_words("fw_cfg", extra,
				line_length(extra, extra_len),
				FW_CFG_CMDLINE_MAX);
	if (extra_len)
		room -= extra_len + 2;	/* a quote, a blank */
	len = whole_words("the boot loader", line, strlen(line), room);

	memcpy(boot_command_line, line, len);
	if (extra_len && quote_is_open(line, len)) {
		pr_warn("setup: command line from the boot loader: a quote is "
			"not closed\n");
		boot_command_line[len++] = '"';
	}
	if (len && extra_len)
		boot_command_line[len++] = ' ';
	memcpy(boot_command_line + len, extra, extra_len);
	boot_command_line[len + extra_len] = '\0';
}
