// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PS/2 keyboard behind the 8042 controller: scan codes (set 1, US
 * layout) become the bytes that a terminal would send, so that the prompt
 * need not know where they came from. Runs in IRQ 1; never waits for ever.
 */
#include <asm/input.h>
#include <asm/io.h>
#include <linux/kernel.h>

#define KBD_DATA	0x60
#define KBD_STATUS	0x64
#define KBD_COMMAND	0x64

#define STATUS_OUT_FULL	0x01		/* a byte to read */
#define STATUS_IN_FULL	0x02		/* busy with the last one written */
#define STATUS_MOUSE	0x20		/* the byte is the mouse's */
#define STATUS_NONE	0xff		/* no controller there */

#define CMD_READ_CONFIG	0x20
#define CMD_WRITE_CONFIG 0x60
#define CMD_ENABLE_KBD	0xae
#define CONFIG_IRQ1	0x01
#define CONFIG_KBD_OFF	0x10
#define CONFIG_SET1	0x40		/* translate scan codes to set 1 */
#define KBD_SCAN_ON	0xf4		/* to the keyboard itself */

#define WAIT_POLLS	(1 << 16)	/* a controller answers within 20 ms */

#define SC_RELEASED	0x80
#define SC_EXTENDED	0xe0		/* prefix of the grey keys */
#define SC_PAUSE	0xe1		/* prefix: two more bytes, no key */
#define SC_CTRL		0x1d
#define SC_LEFT_SHIFT	0x2a
#define SC_RIGHT_SHIFT	0x36
#define SC_CAPS_LOCK	0x3a
#define SC_SLASH	0x35		/* extended: the keypad's */
#define SC_ENTER	0x1c		/* extended: the keypad's */
#define SC_KEYPAD	0x47		/* from here on: as with Num Lock off */

/* By scan code; 0: no character. */
static const char plain[] =
	"\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./"
	"\0*\0 ";
static const char shifted[] =
	"\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?"
	"\0*\0 ";

/* Keys without a character: what xterm and the Linux console send. */
static const struct {
	u8 code;
	const char *text;
} special[] = {
	{ 0x47, "\033[H" },		/* home */
	{ 0x48, "\033[A" },		/* up */
	{ 0x49, "\033[5~" },		/* page up */
	{ 0x4b, "\033[D" },		/* left */
	{ 0x4d, "\033[C" },		/* right */
	{ 0x4f, "\033[F" },		/* end */
	{ 0x50, "\033[B" },		/* down */
	{ 0x51, "\033[6~" },		/* page down */
	{ 0x52, "\033[2~" },		/* insert */
	{ 0x53, "\033[3~" },		/* delete */
};

static bool shift, ctrl, caps;

/* Shift, Ctrl and Caps Lock; false for every other key. */
static bool modifier_key(u8 code, bool extended, bool pressed)
{
	switch (code) {
	case SC_LEFT_SHIFT:
	case SC_RIGHT_SHIFT:
		/* Extended, these two are fakes around the grey keys. */
		if (!extended)
			shift = pressed;
		return true;
	case SC_CTRL:
		ctrl = pressed;
		return true;
	case SC_CAPS_LOCK:
		if (pressed)
			caps = !caps;
		return true;
	}
	return false;
}

static char key_char(u8 code)
{
	bool upper = shift;
	char c;

	if (code >= sizeof(plain) - 1)
		return 0;
	c = plain[code];
	if (caps && c >= 'a' && c <= 'z')
		upper = !upper;
	if (upper)
		c = shifted[code];
	/* Control characters: @ A-Z [ \ ] ^ _ become 0 to 31. */
	if (ctrl && c >= '@' && c <= 'z')
		c &= 0x1f;
	return c;
}

static void special_key(u8 code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(special); i++)
		if (special[i].code == code)
			input_queue_string(special[i].text);
}

static void scan_code(u8 byte)
{
	static unsigned int skip;	/* bytes of Pause still to come */
	static bool extended;
	u8 code = byte & ~SC_RELEASED;
	bool is_extended = extended;
	char c;

	extended = false;
	if (skip) {
		skip--;
	} else if (byte == SC_PAUSE) {
		skip = 2;
	} else if (byte == SC_EXTENDED) {
		extended = true;
	} else if (modifier_key(code, is_extended, !(byte & SC_RELEASED))) {
		return;
	} else if (!(byte & SC_RELEASED)) {
		if (code >= SC_KEYPAD ||
		    (is_extended && code != SC_SLASH && code != SC_ENTER)) {
			special_key(code);
			return;
		}
		c = key_char(code);
		if (c)
			input_queue(c);
	}
}

void keyboard_interrupt(void)
{
	unsigned int max = 16;		/* more are a broken controller's */
	u8 status, byte;

	while (max--) {
		status = inb(KBD_STATUS);
		if (!(status & STATUS_OUT_FULL))
			return;
		byte = inb(KBD_DATA);
		if (!(status & STATUS_MOUSE))
			scan_code(byte);
	}
}

/* Wait until all bits of @mask in the status are @value. */
static bool wait_status(u8 mask, u8 value)
{
	unsigned int polls = WAIT_POLLS;

	while (polls--)
		if ((inb(KBD_STATUS) & mask) == value)
			return true;
	return false;
}

static bool kbd_write(u8 value, u16 port)
{
	if (!wait_status(STATUS_IN_FULL, 0))
		return false;
	outb(value, port);
	return true;
}

/* Drop what was typed before anyone listened. */
static void flush_output(void)
{
	unsigned int max = 64;

	while (max-- && (inb(KBD_STATUS) & STATUS_OUT_FULL))
		inb(KBD_DATA);
}

/*
 * Interrupts on, translation on. The firmware may have left the keyboard in
 * any state: UEFI switches it off, and has it send other scan codes.
 */
bool keyboard_init(void)
{
	u8 config;

	if (inb(KBD_STATUS) == STATUS_NONE)
		return false;
	flush_output();
	if (!kbd_write(CMD_READ_CONFIG, KBD_COMMAND) ||
	    !wait_status(STATUS_OUT_FULL, STATUS_OUT_FULL))
		return false;
	config = inb(KBD_DATA);
	config |= CONFIG_IRQ1 | CONFIG_SET1;
	config &= ~CONFIG_KBD_OFF;
	if (!kbd_write(CMD_WRITE_CONFIG, KBD_COMMAND) ||
	    !kbd_write(config, KBD_DATA) ||
	    !kbd_write(CMD_ENABLE_KBD, KBD_COMMAND) ||
	    !kbd_write(KBD_SCAN_ON, KBD_DATA))
		return false;
	/* The keyboard answers fa; a keyboard that is not there does not. */
	if (wait_status(STATUS_OUT_FULL, STATUS_OUT_FULL))
		flush_output();
	return true;
}
