// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was typed, from interrupt handlers (serial.c, keyboard.c) to the
 * prompt (kernel/readline.c). A ring of bytes: one side only adds, the other
 * only takes, so neither needs to keep the other out.
 */
#include <asm/input.h>
#include <asm/setup.h>
#include <linux/compiler.h>

#define RING_SIZE	256		/* a power of two */

static char ring[RING_SIZE];
static unsigned int head;		/* bytes ever added */
static unsigned int tail;		/* bytes ever taken */

void input_queue(char c)
{
	if (head - READ_ONCE(tail) == RING_SIZE)
		return;
	ring[head % RING_SIZE] = c;
	barrier();			/* the byte first, then the count */
	WRITE_ONCE(head, head + 1);
}

void input_queue_string(const char *text)
{
	while (*text)
		input_queue(*text++);
}

/**
 * input_getc - the next byte typed on serial line or keyboard
 *
 * Special keys arrive as the ANSI sequences that a terminal sends for them.
 *
 * Return: 0 to 255, or -1 when nothing is waiting.
 */
int input_getc(void)
{
	int c;

	if (READ_ONCE(head) == tail)
		return -1;
	c = (unsigned char)ring[tail % RING_SIZE];
	barrier();
	WRITE_ONCE(tail, tail + 1);
	return c;
}

/**
 * input_init - let serial line and keyboard interrupt
 *
 * Called by the prompt, which waits for them in safe_halt(). Goes without a
 * device that the machine lacks.
 */
void input_init(void)
{
	init_8259A();
	if (keyboard_init())
		enable_8259A_irq(IRQ_KEYBOARD, keyboard_interrupt);
	if (serial_input_init())
		enable_8259A_irq(IRQ_COM1, serial_interrupt);
}
