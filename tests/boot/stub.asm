; SPDX-License-Identifier: GPL-2.0-only
; A kernel of a few lines for the tests of qemu.sh: says one line on the
; serial port and ends in the way that -DMODE_... names. It must not depend on
; anything of nopanic's, so that these tests say something about qemu.sh only.

	bits 32
	section .text

header:
	dd 0xe85250d6, 0, header_end - header
	dd -(0xe85250d6 + header_end - header)
	dw 0, 0
	dd 8
header_end:

	global _start
_start:
	mov esp, stack_top
	xor ebp, ebp
	mov esi, text
	call say
	call outer
	hlt

	global outer
outer:
	push ebp
	mov ebp, esp
	call inner
	pop ebp
	ret

	global inner
inner:
	push ebp
	mov ebp, esp
%ifdef MODE_RESET
	lidt [no_idt]
	ud2
%elifdef MODE_HANG
	hlt
	jmp $ - 1		; no label: it would be a symbol
%elifdef MODE_FAIL
	mov al, 0x11
%elifdef MODE_PANIC
	mov al, 0x12
%elifdef MODE_POWEROFF
	mov al, 0x13
%elifdef MODE_LAB
	mov al, 0x15
%elifdef MODE_PASS
	mov al, 0x10
%elifdef MODE_GRUB
	; what GRUB says when the image does not fit; stays in its menu
	hlt
	jmp $ - 1
%endif
	out 0xf4, al
	pop ebp
	ret

say:
	mov dx, 0x3fd
.wait:	in al, dx
	test al, 0x20
	jz .wait
	lodsb
	test al, al
	jz .end
	mov dx, 0x3f8
	out dx, al
	jmp say
.end:	ret

%ifdef MODE_GRUB
text:	db "error: out of memory.", 13, 10, 0
%else
text:	db "stage: stub", 13, 10, 0
%endif
no_idt:	dw 0
	dd 0
	global end_of_text
end_of_text:

	align 16
	times 4096 db 0
stack_top:
