// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that QEMU hands to the guest: the extra command line and maps of
 * qemu.sh (QEMU's docs/specs/fw_cfg.rst). Read through two I/O ports, after
 * the signature has shown that they are what we think; on any other machine
 * there are no files, and no message.
 */
#define pr_fmt(fmt) "fw_cfg: " fmt

#include <asm/io.h>
#include <asm/setup.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#define FW_CFG_SELECT		0x510	/* 16 bits: which item */
#define FW_CFG_DATA		0x511	/* 8 bits: its bytes, one by one */

#define FW_CFG_SIGNATURE	0x0000
#define FW_CFG_FILE_DIR		0x0019
#define FW_CFG_MAX_FILES	64	/* QEMU has room for 48 by default */

/* An entry of the directory; numbers are big-endian. */
struct fw_cfg_file {
	u8 size[4];
	u8 select[2];
	u8 reserved[2];
	char name[56];
};

/* The directory is read once; port I/O costs an instruction a byte. */
static struct fw_cfg_file files[FW_CFG_MAX_FILES];
static u32 nr_files;

static u32 big_endian32(const u8 *b)
{
	return (u32)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

static u16 big_endian16(const u8 *b)
{
	return b[0] << 8 | b[1];
}

static void read_item(u16 item, void *buf, size_t size)
{
	outw(item, FW_CFG_SELECT);
	insb(FW_CFG_DATA, buf, size);
}

static void read_directory(void)
{
	u8 count[4];
	u32 i;

	read_item(FW_CFG_FILE_DIR, count, sizeof(count));
	nr_files = big_endian32(count);
	if (nr_files > FW_CFG_MAX_FILES) {
		pr_warn("%u files, only the first %u can be read\n", nr_files,
			FW_CFG_MAX_FILES);
		nr_files = FW_CFG_MAX_FILES;
	}
	insb(FW_CFG_DATA, files, nr_files * sizeof(files[0]));
	for (i = 0; i < nr_files; i++)
		files[i].name[sizeof(files[i].name) - 1] = '\0';
}

/**
 * fw_cfg_present - is this QEMU, with fw_cfg?
 *
 * The first call looks for the signature and reads the directory.
 */
bool fw_cfg_present(void)
{
	static bool looked, present;
	char signature[4];

	if (looked)
		return present;
	looked = true;
	read_item(FW_CFG_SIGNATURE, signature, sizeof(signature));
	present = memcmp(signature, "QEMU", sizeof(signature)) == 0;
	if (present)
		read_directory();
	return present;
}

static const struct fw_cfg_file *find_file(const char *name)
{
	u32 i;

	if (!fw_cfg_present())
		return NULL;
	for (i = 0; i < nr_files; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}

/**
 * fw_cfg_read - read a file that QEMU has for us
 * @name: its whole name, e.g. "opt/org.nopanic/cmdline"
 * @buf: where to
 * @max: bytes that fit into @buf
 * @size: set to the file's size, also where that is above @max; may be NULL
 *
 * Return: bytes read, at most @max; 0 where there is no such file.
 */
size_t fw_cfg_read(const char *name, void *buf, size_t max, size_t *size)
{
	const struct fw_cfg_file *file = find_file(name);
	size_t len = file ? big_endian32(file->size) : 0;

	if (size)
		*size = len;
	len = min(len, max);
	if (len)
		read_item(big_endian16(file->select), buf, len);
	return len;
}
