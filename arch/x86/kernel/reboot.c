// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end: out of QEMU with a status, or as much of a power-off or reboot as
 * works without ACPI's interpreter. Never returns and needs no memory.
 */
#include <asm/io.h>
#include <asm/setup.h>
#include <linux/printk.h>

#define DEBUG_EXIT	0xf4		/* isa-debug-exit: QEMU ends */

/* PM1a control of QEMU's chipsets: under SeaBIOS, and pc under OVMF. */
#define PM1A_CNT	0x604
#define PM1A_CNT_OVMF	0xb004
#define PM1_SLEEP_S5	0x2000

#define KBD_STATUS	0x64
#define KBD_COMMAND	0x64
#define KBD_IN_FULL	0x02		/* the controller is still busy */
#define KBD_PULSE_RESET	0xfe

/* Chipset and controller take their time after a command. */
static void settle(void)
{
	unsigned int rounds;

	for (rounds = 1 << 20; rounds; rounds--)
		cpu_relax();
}

static void try_power_off(void)
{
	outw(PM1_SLEEP_S5, PM1A_CNT);
	outw(PM1_SLEEP_S5, PM1A_CNT_OVMF);
	settle();
}

/* An empty IDT: the next exception cannot be delivered, and the CPU resets. */
static void triple_fault(void)
{
	const struct {
		u16 limit;
		u64 base;
	} __packed empty = { 0, 0 };

	__asm__ volatile("lidt %0; int3" : : "m"(empty));
}

static void try_reboot(void)
{
	unsigned int polls = 1 << 16;

	while (polls-- && (inb(KBD_STATUS) & KBD_IN_FULL))
		;
	outb(KBD_PULSE_RESET, KBD_COMMAND);
	settle();
	pr_emerg("reboot: no reset from the keyboard controller, "
		 "resetting the CPU by a triple fault\n");
	triple_fault();
}

/**
 * machine_exit - end the machine
 * @status: what QEMU's exit status says; elsewhere, what to try
 *
 * Without QEMU's exit device a pass or power-off tries to switch off and a
 * reboot to reset; after a failure the machine halts with its messages.
 */
void machine_exit(enum exit_status status)
{
	local_irq_disable();
	outb(status, DEBUG_EXIT);

	if (status == EXIT_PASS || status == EXIT_POWEROFF)
		try_power_off();
	if (status == EXIT_REBOOT)
		try_reboot();
	pr_emerg("halted\n");
	for (;;)
		__asm__ volatile("cli; hlt");
}
