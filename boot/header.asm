; SPDX-License-Identifier: GPL-2.0-only
;
; The multiboot2 header: what GRUB looks for in the first 32 KiB of the file
; to know that it may load us (Multiboot2 Specification 2.0, section 3.1).
; boot/linker.ld puts it first. There is no entry address tag: the ELF
; header's entry, `_start`, serves on BIOS and UEFI alike.

MULTIBOOT2_HEADER_MAGIC	equ 0xe85250d6
ARCHITECTURE_I386	equ 0		; 32-bit protected mode, on x86_64 too

TAG_END			equ 0
TAG_FRAMEBUFFER		equ 5
TAG_MODULE_ALIGN	equ 6
OPTIONAL		equ 1		; GRUB may go on without

section .multiboot progbits alloc exec nowrite align=8

multiboot_header:
	dd	MULTIBOOT2_HEADER_MAGIC
	dd	ARCHITECTURE_I386
	dd	.end - multiboot_header
	; The four words of the header add up to 0.
	dd	(1 << 32) - (MULTIBOOT2_HEADER_MAGIC + ARCHITECTURE_I386 \
			     + (.end - multiboot_header))

	; Modules begin on a page, so that each is reserved by whole pages.
	dw	TAG_MODULE_ALIGN, 0
	dd	8

	; Pixels are welcome, text is as good: grub.cfg decides. GRUB takes
	; this size if the screen has it, else what the screen likes best.
	dw	TAG_FRAMEBUFFER, OPTIONAL
	dd	20
	dd	1024, 768, 32
	align	8, db 0

	dw	TAG_END, 0
	dd	8
.end:
