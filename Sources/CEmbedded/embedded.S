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

embed "aug-mix.yaml"
embed "document.yaml"
embed "flip.yaml"
embed "industrial.yaml"
embed "light.yaml"
embed "none.yaml"
embed "rand-augment.yaml"
embed "standard.yaml"
embed "strong.yaml"
embed "timm.yaml"
embed "top-down.yaml"
embed "trivial-augment.yaml"

embed "efficientnet_lite0.json"
embed "efficientnet_lite0.safetensors"
embed "imagenet-1k.txt"
embed "inception_v3.json"
embed "mobilenet_v2.json"
embed "mobilenet_v2_v2.json"
embed "resnet101.json"
embed "resnet101_v2.json"
embed "resnet152.json"
embed "resnet152_v2.json"
embed "resnet18.json"
embed "resnet34.json"
embed "resnet50.json"
embed "resnet50_v2.json"
embed "resnext50_32x4d.json"
embed "resnext50_32x4d_v2.json"
embed "squeezenet1_1.json"
embed "squeezenet1_1_caffe.json"
embed "vgg11.json"
embed "vgg11_bn.json"
embed "vgg13.json"
embed "vgg13_bn.json"
embed "vgg16.json"
embed "vgg16_bn.json"
embed "vgg16_caffe.json"
embed "vgg16_features.json"
embed "vgg19.json"
embed "vgg19_bn.json"
embed "wide_resnet50_2.json"
embed "wide_resnet50_2_v2.json"

  .section .data.rel.ro.graft_table, "aw"
graft_embedded_files_end:

  .section .rodata.graft_count, "a"
  .balign 8
  .globl graft_embedded_file_count
graft_embedded_file_count:
  .quad (graft_embedded_files_end - graft_embedded_files) / 24

  .section .note.GNU-stack, "", @progbits
