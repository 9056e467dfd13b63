; SPDX-License-Identifier: GPL-2.0-only
; A firmware that does nothing: from the reset of the CPU to the kernel's
; _start, in the state that GRUB leaves (Multiboot2 Specification 2.0, section
; 3.3). QEMU has put the kernel and a block of boot information into RAM
; before; direct.py fills in the three words at the end. So a boot on any
; block takes a fraction of a second, and no GRUB corrects what is in it.

ROM	equ 0xffff0000		; where 64 KiB of ROM lie at reset

	org 0

bits 16
start:
	cli
	o32 lgdt [cs:gdt.pointer]
	mov	eax, cr0
	or	al, 1		; protected mode
	mov	cr0, eax
	jmp	dword CODE:ROM + flat

bits 32
flat:
	mov	eax, DATA
	mov	ds, eax
	mov	es, eax
	mov	fs, eax
	mov	gs, eax
	mov	ss, eax
	mov	eax, [ROM + words]
	mov	ebx, [ROM + words + 4]
	jmp	[ROM + words + 8]

	align	8
gdt:	dq	0
CODE	equ	$ - gdt
	dq	0x00cf9b000000ffff	; 4 GiB from 0 on
DATA	equ	$ - gdt
	dq	0x00cf93000000ffff
.end:
.pointer:
	dw	.end - gdt - 1
	dd	ROM + gdt

	times 0xffe0 - ($ - $$) db 0
words:	dd	0			; eax: GRUB's magic number
	dd	0			; ebx: address of the block
	dd	0			; _start

	times 0xfff0 - ($ - $$) db 0
bits 16
reset:	jmp	start
	times 0x10000 - ($ - $$) db 0
