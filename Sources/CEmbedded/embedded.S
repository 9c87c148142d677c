// One line a file: `embed "name"`. The assembler looks names up in `pretrained` and `augmentations`.

.macro embed name
  .section .rodata.graft_bytes, "a"
  .balign 64
1:
  .incbin "\name"
2:
  .section .rodata.graft_names, "aMS", @progbits, 1
3:
  .asciz "\name"
  .section .data.rel.ro.graft_table, "aw"
  .quad 3b, 1b, 2b
.endm

  .section .data.rel.ro.graft_table, "aw"
  .balign 8
  .globl graft_embedded_files
graft_embedded_files:

embed "flip.yaml"
embed "none.yaml"

  .section .data.rel.ro.graft_table, "aw"
graft_embedded_files_end:

  .section .rodata.graft_count, "a"
  .balign 8
  .globl graft_embedded_file_count
graft_embedded_file_count:
  .quad (graft_embedded_files_end - graft_embedded_files) / 24

  .section .note.GNU-stack, "", @progbits
