; SPDX-License-Identifier: GPL-2.0-only
;
; The way into C for all 256 vectors. Each has a stub of 16 bytes that pushes
; its number, and a zero where the CPU pushes no error code, so that one
; common path can save the registers as a struct pt_regs (asm/ptrace.h).
; Also here: the jump back into fault_expected() (extable.c).

bits 64
default rel

section .text

extern trap_dispatch
global trap_stubs, fault_try, fault_land

; Vectors with an error code: Intel SDM vol. 3A, table 6-1.
%define HAS_ERROR_CODE(v) (v == 8 || (v >= 10 && v <= 14) || v == 17 || v == 21)

align 16
trap_stubs:
%assign vector 0
%rep 256
	align 16
%if !(HAS_ERROR_CODE(vector))
	push	qword 0
%endif
	push	qword vector
	jmp	trap_common
%assign vector vector + 1
%endrep

align 16
global trap_common:function (trap_common.end - trap_common)
trap_common:
	cld
	push	rdi
	push	rsi
	push	rdx
	push	rcx
	push	rax
	push	r8
	push	r9
	push	r10
	push	r11
	push	rbx
	push	rbp
	push	r12
	push	r13
	push	r14
	push	r15
	mov	rdi, rsp
	; A frame that leads back into the interrupted function, so that a
	; backtrace from a handler shows both.
	push	qword [rdi + 17 * 8]	; ip
	push	rbp
	mov	rbp, rsp
.call:	call	trap_dispatch
	add	rsp, 2 * 8
.called:
	pop	r15
	pop	r14
	pop	r13
	pop	r12
	pop	rbp
	pop	rbx
	pop	r11
	pop	r10
	pop	r9
	pop	r8
	pop	rax
	pop	rcx
	pop	rdx
	pop	rsi
	pop	rdi
	add	rsp, 2 * 8		; vector, error code
	iretq
.end:

; bool fault_try(void (*fn)(void *), void *arg, unsigned long *saved_sp):
; call fn(arg) and return false, with all that is needed to return in its
; place kept on the stack and the stack pointer in *saved_sp.
align 16
fault_try:
	push	rbp
	mov	rbp, rsp
	push	rbx
	push	r12
	push	r13
	push	r14
	push	r15
	push	rdx			; and 16-byte alignment
	mov	[rdx], rsp
	mov	rax, rdi
	mov	rdi, rsi
	call	rax
	xor	eax, eax
	jmp	fault_land.out

; Entered with rsp = *saved_sp: fault_try() returns true.
fault_land:
	mov	eax, 1
.out:
	pop	rdx
	pop	r15
	pop	r14
	pop	r13
	pop	r12
	pop	rbx
	pop	rbp
	ret

section .note.GNU-stack noalloc noexec nowrite progbits

; The CFA is the end of struct pt_regs, on top of two words.
%include "boot/debug_frame.inc"
%assign word 22
%macro saved 1-*
%rep %0
%if %1 >= 0
	db	DW_CFA_offset + %1, word
%endif
%assign word word - 1
%rotate 1
%endrep
%endmacro

debug_frame "zS", trap_common.call, trap_common.called
	db	DW_CFA_def_cfa, DW_RSP, 0x80 | (24 * 8 & 0x7f), 24 * 8 >> 7
	saved	15, 14, 13, 12, DW_RBP, 3, 11, 10, 9, 8, 0, 2, 1, 4, 5
	saved	-1, -1, DW_RIP, -1, -1, DW_RSP	; vector, error, ip, cs, flags
debug_frame_end
