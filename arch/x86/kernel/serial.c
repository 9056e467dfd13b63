// SPDX-License-Identifier: GPL-2.0-only
/*
 * The serial line COM1, a 16550 UART: the first console, and input at the
 * prompt. Output is polled, so it works in any state of the kernel; no loop
 * waits for ever, so a missing or stuck UART costs time once, not the boot.
 */
#include <asm/input.h>
#include <asm/io.h>
#include <asm/setup.h>
#include <linux/console.h>
#include <linux/init.h>

#define COM1		0x3f8
#define UART_DATA	(COM1 + 0)	/* DLAB set: divisor, low byte */
#define UART_IER	(COM1 + 1)	/* DLAB set: divisor, high byte */
#define UART_FCR	(COM1 + 2)	/* written: FIFO control */
#define UART_IIR	(COM1 + 2)	/* read: interrupt identification */
#define UART_LCR	(COM1 + 3)
#define UART_MCR	(COM1 + 4)
#define UART_LSR	(COM1 + 5)
#define UART_SCRATCH	(COM1 + 7)

#define IER_RECEIVED	0x01
#define FCR_ENABLE	0x07		/* FIFO on, both directions emptied */
#define IIR_FIFO	0xc0		/* both bits: a FIFO that works */
#define LCR_8N1		0x03
#define LCR_DLAB	0x80
#define MCR_READY	0x03		/* DTR and RTS */
#define MCR_OUT2	0x08		/* lets the interrupt out */
#define LSR_RECEIVED	0x01
#define LSR_THRE	0x20		/* FIFO or holding register empty */

#define FIFO_SIZE	16
#define WAIT_POLLS	(1 << 20)	/* about 1 s; 16 bytes take 1.4 ms */

static unsigned int fifo_room;		/* bytes per wait; 0: no UART */
static bool stuck;			/* the last wait was in vain */

/*
 * Wait until the UART takes bytes. One that did not within a second is asked
 * only once each time until it is ready again.
 */
static bool wait_for_room(void)
{
	unsigned int polls = stuck ? 1 : WAIT_POLLS;

	stuck = false;
	while (polls--)
		if (inb(UART_LSR) & LSR_THRE)
			return true;
	stuck = true;
	return false;
}

/* Text on the serial line; where the UART is stuck, the rest is dropped. */
static void serial_write(const char *text, size_t len)
{
	const char *end = text + len;
	bool returned = false;		/* '\r' went before this '\n' */
	unsigned int room;

	while (text < end && wait_for_room()) {
		for (room = fifo_room; room && text < end; room--) {
			if (*text == '\n' && !returned) {
				outb('\r', UART_DATA);
				returned = true;
				continue;
			}
			outb(*text++, UART_DATA);
			returned = false;
		}
	}
}

static struct console serial_console = {
	.name = "ttyS0",
	.write = serial_write,
};

/* A port without a device reads as ff and keeps nothing. */
static __init bool uart_present(void)
{
	outb(0x5a, UART_SCRATCH);
	if (inb(UART_SCRATCH) != 0x5a)
		return false;
	outb(0xa5, UART_SCRATCH);
	return inb(UART_SCRATCH) == 0xa5;
}

/**
 * serial_init - set COM1 to 115200 8N1 and register it as a console
 *
 * Does nothing on a machine without COM1.
 */
void __init serial_init(void)
{
	if (!uart_present())
		return;
	outb(0, UART_IER);
	outb(LCR_DLAB, UART_LCR);
	outb(1, UART_DATA);		/* 115200 baud / 1 */
	outb(0, UART_IER);
	outb(LCR_8N1, UART_LCR);
	outb(FCR_ENABLE, UART_FCR);
	outb(MCR_READY, UART_MCR);
	fifo_room = (inb(UART_IIR) & IIR_FIFO) == IIR_FIFO ? FIFO_SIZE : 1;
	register_console(&serial_console);
}

bool serial_input_init(void)
{
	if (!fifo_room)
		return false;
	outb(MCR_READY | MCR_OUT2, UART_MCR);
	outb(IER_RECEIVED, UART_IER);
	return true;
}

/* Empty the receive FIFO; a broken UART may claim bytes without end. */
void serial_interrupt(void)
{
	unsigned int max = 4 * FIFO_SIZE;

	inb(UART_IIR);
	while (max-- && (inb(UART_LSR) & LSR_RECEIVED))
		input_queue(inb(UART_DATA));
}
