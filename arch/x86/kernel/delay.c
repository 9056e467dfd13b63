// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting: channel 2 of the programmable interval timer (Intel 8254) counts
 * down once and says so in a bit that is polled. It needs no interrupt and no
 * calibration; only bootdelay= waits at all.
 */
#include <asm/delay.h>
#include <asm/io.h>
#include <linux/kernel.h>

#define PIT_CHANNEL2	0x42
#define PIT_COMMAND	0x43
#define PIT_TICKS_MS	1193		/* 1.193182 MHz */
#define PIT_MAX_MS	54		/* its counter has 16 bits */
#define CH2_ONESHOT	0xb0		/* mode 0, low byte then high byte */

#define PORT_B		0x61		/* of the keyboard controller */
#define GATE2		0x01		/* channel 2 counts */
#define SPEAKER		0x02
#define OUT2		0x20		/* it has reached 0 */

#define MAX_POLLS	(1u << 20)	/* a second or so, where it is broken */

static void wait_once(unsigned int ms)
{
	unsigned int ticks = ms * PIT_TICKS_MS;
	unsigned int polls = MAX_POLLS;

	outb((inb(PORT_B) & ~SPEAKER) | GATE2, PORT_B);
	outb(CH2_ONESHOT, PIT_COMMAND);
	outb(ticks & 0xff, PIT_CHANNEL2);
	outb(ticks >> 8, PIT_CHANNEL2);
	while (polls-- && !(inb(PORT_B) & OUT2))
		cpu_relax();
}

void mdelay(unsigned int ms)
{
	for (; ms > PIT_MAX_MS; ms -= PIT_MAX_MS)
		wait_once(PIT_MAX_MS);
	if (ms)
		wait_once(ms);
}
