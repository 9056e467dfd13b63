; SPDX-License-Identifier: GPL-2.0-only
;
; From GRUB to C. GRUB enters at `_start` in 32-bit protected mode without
; paging, with eax = 0x36d76289 and ebx = its block of boot information
; (Multiboot2 Specification 2.0, section 3.3); under UEFI too. This file
; checks the CPU, maps the first 1 GiB at three places, switches to 64 bits
; and jumps to startup_64 (boot/head_64.asm). It never returns to GRUB, and
; what it cannot do it says on COM1 and the VGA text screen.
;
; Code and data of section .boot are linked where they are loaded, at 1 MiB,
; so gdb can break on `_start` before there is any paging. Everything else is
; linked at __START_KERNEL_map + its physical address.

START_KERNEL_MAP	equ 0xffffffff80000000
%define PHYS(symbol)	(symbol - START_KERNEL_MAP)

MULTIBOOT2_LOADER_MAGIC	equ 0x36d76289

PAGE_SIZE		equ 4096
PAGE_PRESENT		equ 1 << 0
PAGE_WRITE		equ 1 << 1
PAGE_LARGE		equ 1 << 7	; in a page directory: 2 MiB
PAGE_TABLE		equ PAGE_PRESENT | PAGE_WRITE
ENTRIES			equ 512		; entries of any table
LARGE_PAGE		equ ENTRIES * PAGE_SIZE

; Where each map begins: bits 39-47 and 30-38 of its address.
DIRECT_PML4		equ (0xffff888000000000 >> 39) & 511
KERNEL_PML4		equ (START_KERNEL_MAP >> 39) & 511
KERNEL_PDPT		equ (START_KERNEL_MAP >> 30) & 511

CR0_PE			equ 1 << 0	; protected mode
CR0_ET			equ 1 << 4	; always 1
CR0_NE			equ 1 << 5	; x87 errors are exceptions
CR0_WP			equ 1 << 16	; the kernel obeys read-only pages
CR0_PG			equ 1 << 31	; paging
CR4_PAE			equ 1 << 5
MSR_EFER		equ 0xc0000080
EFER_LME		equ 1 << 8	; long mode
EFER_NXE		equ 1 << 11	; no-execute pages
EFLAGS_ID		equ 1 << 21	; can be changed: CPUID exists
CPUID_LM		equ 1 << 29	; leaf 0x80000001, edx
CPUID_NX		equ 1 << 20

COM1			equ 0x3f8
VGA_TEXT		equ 0xb8000
WHITE_ON_RED		equ 0x4f
DEBUG_EXIT		equ 0xf4	; QEMU's isa-debug-exit
EXIT_PANIC		equ 0x12	; as in asm/setup.h

; A function with its size, so that gdb and backtraces name it and not the
; labels within; it ends at its label .end.
%macro function 1
static %1:function (%1.end - %1)
%endmacro

extern startup_64		; boot/head_64.asm: all of these
extern init_stack_guard, init_stack_end
extern early_level4_pgt
extern identity_pdpt, identity_pd, identity_pt
extern direct_pdpt, direct_pd
extern kernel_pdpt, kernel_pd, kernel_pt

bits 32
section .boot progbits alloc exec nowrite align=16

global _start:function (_start.end - _start)
_start:
	cli
	cld
	mov	esp, PHYS(init_stack_end)
	mov	edi, ebx		; kept for startup_64

	mov	esi, msg_no_multiboot
	cmp	eax, MULTIBOOT2_LOADER_MAGIC
	jne	boot_error
	call	check_long_mode		; edx: what the CPU has
	call	build_page_tables

	; Whole values, so that nothing the firmware used stays on.
	mov	eax, CR4_PAE
	mov	cr4, eax
	mov	eax, PHYS(early_level4_pgt)
	mov	cr3, eax

	mov	ebx, edx
	mov	ecx, MSR_EFER
	rdmsr
	or	eax, EFER_LME
	test	ebx, CPUID_NX
	jz	.without_nx
	or	eax, EFER_NXE
.without_nx:
	wrmsr

	mov	eax, CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_PE
	mov	cr0, eax
	lgdt	[boot_gdt.pointer]
	jmp	BOOT_CS:long_mode
.end:

; Return the feature bits of CPUID leaf 0x80000001 in edx, or do not return.
function check_long_mode
check_long_mode:
	mov	esi, msg_no_cpuid
	pushfd
	pop	eax
	mov	ecx, eax
	xor	eax, EFLAGS_ID
	push	eax
	popfd
	pushfd
	pop	eax
	push	ecx
	popfd
	cmp	eax, ecx
	je	boot_error

	mov	esi, msg_no_long_mode
	mov	eax, 0x80000000		; highest extended leaf
	cpuid
	cmp	eax, 0x80000001
	jb	boot_error
	mov	eax, 0x80000001
	cpuid
	test	edx, CPUID_LM
	jz	boot_error
	ret
.end:

; Map the first 1 GiB at 0, at PAGE_OFFSET and at __START_KERNEL_map. The
; tables lie in .bss: GRUB has zeroed them. Keeps edx and edi.
function build_page_tables
build_page_tables:
	; Three directories of 2 MiB pages, from the last entry to the first.
	mov	eax, (ENTRIES - 1) * LARGE_PAGE | PAGE_LARGE | PAGE_TABLE
	mov	ecx, ENTRIES - 1
.next_large:
	mov	[PHYS(identity_pd) + ecx * 8], eax
	mov	[PHYS(direct_pd) + ecx * 8], eax
	mov	[PHYS(kernel_pd) + ecx * 8], eax
	sub	eax, LARGE_PAGE
	dec	ecx
	jns	.next_large

	; 4 KiB pages for the first 2 MiB, and for those that hold the guard
	; page, wherever a growing kernel puts them.
	mov	ebx, PHYS(init_stack_guard)
	and	ebx, -LARGE_PAGE
	or	ebx, PAGE_TABLE
	mov	eax, (ENTRIES - 1) * PAGE_SIZE
	mov	ecx, ENTRIES - 1
.next_small:
	lea	esi, [eax + PAGE_TABLE]
	mov	[PHYS(identity_pt) + ecx * 8], esi
	lea	esi, [eax + ebx]
	mov	[PHYS(kernel_pt) + ecx * 8], esi
	sub	eax, PAGE_SIZE
	dec	ecx
	jns	.next_small

	; Page 0 is not present: a null pointer faults.
	mov	dword [PHYS(identity_pt)], 0
	mov	dword [PHYS(identity_pd)], PHYS(identity_pt) + PAGE_TABLE

	; Nor is the page under the stack: an overflow faults.
	mov	ecx, PHYS(init_stack_guard)
	shr	ecx, 12
	mov	eax, ecx
	and	eax, ENTRIES - 1
	mov	dword [PHYS(kernel_pt) + eax * 8], 0
	shr	ecx, 9
	mov	dword [PHYS(kernel_pd) + ecx * 8], PHYS(kernel_pt) + PAGE_TABLE

	mov	dword [PHYS(identity_pdpt)], PHYS(identity_pd) + PAGE_TABLE
	mov	dword [PHYS(direct_pdpt)], PHYS(direct_pd) + PAGE_TABLE
	mov	dword [PHYS(kernel_pdpt) + KERNEL_PDPT * 8], \
		PHYS(kernel_pd) + PAGE_TABLE

	mov	dword [PHYS(early_level4_pgt)], \
		PHYS(identity_pdpt) + PAGE_TABLE
	mov	dword [PHYS(early_level4_pgt) + DIRECT_PML4 * 8], \
		PHYS(direct_pdpt) + PAGE_TABLE
	mov	dword [PHYS(early_level4_pgt) + KERNEL_PML4 * 8], \
		PHYS(kernel_pdpt) + PAGE_TABLE
	ret
.end:

; Say why the boot ends (esi: the text), then leave QEMU with the status of a
; panic, or halt on a machine without its exit device.
function boot_error
boot_error:
	call	serial_setup
	mov	edi, VGA_TEXT
.next:
	lodsb
	test	al, al
	jz	.said
	mov	ah, WHITE_ON_RED
	stosw
	call	serial_putc
	jmp	.next
.said:
	mov	al, 13
	call	serial_putc
	mov	al, 10
	call	serial_putc
	mov	eax, EXIT_PANIC
	out	DEBUG_EXIT, eax
.halt:
	hlt
	jmp	.halt
.end:

; COM1 at 115200 baud, 8 bits, no parity, 1 stop bit, FIFO on. Keeps esi.
function serial_setup
serial_setup:
	push	esi
	mov	esi, serial_values
.next:
	movzx	edx, word [esi]
	mov	al, [esi + 2]
	out	dx, al
	add	esi, 3
	cmp	esi, serial_values.end
	jb	.next
	pop	esi
	ret
.end:

; Send al once the UART takes a byte, or after a bounded wait: there may be
; no UART at all. Keeps esi and edi.
function serial_putc
serial_putc:
	mov	ah, al
	mov	ecx, 1 << 20
	mov	edx, COM1 + 5		; line status
.wait:
	in	al, dx
	test	al, 1 << 5		; transmitter holding register empty
	loopz	.wait
	mov	al, ah
	mov	edx, COM1
	out	dx, al
	ret
.end:

serial_values:				; port, value
	dw	COM1 + 1
	db	0			; no interrupts
	dw	COM1 + 3
	db	0x80			; the divisor is at +0 and +1
	dw	COM1 + 0
	db	1			; 115200 / 1
	dw	COM1 + 1
	db	0
	dw	COM1 + 3
	db	3			; 8N1
	dw	COM1 + 2
	db	7			; FIFO on and emptied
	dw	COM1 + 4
	db	3			; DTR and RTS
.end:

msg_no_multiboot:
	db	"nopanic: not loaded by a multiboot2 boot loader "
	db	"(eax is not 0x36d76289)", 0
msg_no_cpuid:
	db	"nopanic: this CPU has no CPUID instruction; "
	db	"a 64-bit x86 CPU is needed", 0
msg_no_long_mode:
	db	"nopanic: this CPU has no 64-bit long mode; "
	db	"a 64-bit x86 CPU is needed", 0

; Only until cpu_init() loads the kernel's own. The accessed bit is set, so the
; CPU does not write here.
	align	8
boot_gdt:
	dq	0
BOOT_CS	equ	$ - boot_gdt
	dq	0x00209b0000000000	; 64-bit code
.end:
.pointer:
	dw	.end - boot_gdt - 1
	dd	boot_gdt

bits 64
long_mode:
	mov	rax, startup_64		; 64 bits: too far for a near jump
	jmp	rax
