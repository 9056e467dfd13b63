; SPDX-License-Identifier: GPL-2.0-only
;
; The first instructions at the kernel's high address, and the memory they
; stand on: the page tables of the boot, and the stack. boot/entry.asm jumps
; here once, in 64-bit mode, with GRUB's block in edi. (A file of its own,
; since nasm describes only one section of code a file to gdb.)

PAGE_SIZE	equ 4096
INIT_STACK_SIZE	equ 16 * 1024

extern x86_64_start_kernel

bits 64
section .text

; At the high address: all that C needs, then C.
global startup_64:function (startup_64.end - startup_64)
startup_64:
	xor	eax, eax		; 64-bit code needs no data segments
	mov	ds, eax
	mov	es, eax
	mov	ss, eax
	mov	fs, eax
	mov	gs, eax

	mov	rsp, init_stack_end
	push	0			; direction flag and all others clear
	popfq
	xor	ebp, ebp		; backtraces end here
	mov	edi, edi		; upper half of rdi clear
	call	x86_64_start_kernel
	ud2				; it never returns
.end:

%include "boot/debug_frame.inc"
debug_frame "z", startup_64, startup_64.end
	db	DW_CFA_def_cfa, DW_RSP, 0
	db	DW_CFA_undefined, DW_RIP	; nobody has called it
debug_frame_end

; Page tables of the boot, until init_mem_mapping() has better ones; then the
; stack of the boot, which stays, with the guard page under it.
section .bss.page_aligned nobits alloc noexec write align=4096

%macro page_table 1
global %1:object (PAGE_SIZE)
%1:	resb	PAGE_SIZE
%endmacro

global __boot_pgt_start, __boot_pgt_end
__boot_pgt_start:
page_table early_level4_pgt
page_table identity_pdpt
page_table identity_pd
page_table identity_pt
page_table direct_pdpt
page_table direct_pd
page_table kernel_pdpt
page_table kernel_pd
page_table kernel_pt
__boot_pgt_end:

global init_stack_guard:object (PAGE_SIZE)
global init_stack:object (INIT_STACK_SIZE)
global init_stack_end
init_stack_guard:
	resb	PAGE_SIZE
init_stack:
	resb	INIT_STACK_SIZE
init_stack_end:
