// One line a file: `embed "name"`. The assembler looks names up in `pretrained`, `augmentations` and `pages`.
// A file that a package of the distribution installs: `embed_installed "folder", "file", "name"`.

.macro embed_installed folder, file, name
  .section .rodata.graft_bytes, "a"
  .balign 64
1:
  .incbin "\folder\file"
2:
  .section .rodata.graft_names, "aMS", @progbits, 1
3:
  .asciz "\name"
  .section .data.rel.ro.graft_table, "aw"
  .quad 3b, 1b, 2b
.endm

.macro embed name
  embed_installed "", "\name", "\name"
.endm

.macro embed_vega name
  embed_installed "/usr/share/javascript/vega/", "\name", "\name"
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

embed "chart.js"
embed "figures.js"
embed "measuring.js"
embed "report-charts.js"
embed "report.js"

embed_vega "vega-util.min.js"
embed_vega "vega-time.min.js"
embed_vega "vega-format.min.js"
embed_vega "vega-loader.min.js"
embed_vega "vega-dataflow.min.js"
embed_vega "vega-canvas.min.js"
embed_vega "vega-scale.min.js"
embed_vega "vega-statistics.min.js"
embed_vega "vega-expression.min.js"
embed_vega "vega-scenegraph.min.js"
embed_vega "vega-selection.min.js"
embed_vega "vega-functions.min.js"
embed_vega "vega-event-selector.min.js"
embed_vega "vega-parser.min.js"
embed_vega "vega-runtime.min.js"
embed_vega "vega-view.min.js"
embed_vega "vega-transforms.min.js"
embed_vega "vega-view-transforms.min.js"
embed_vega "vega-encode.min.js"
embed_vega "vega-interpreter.min.js"
embed_installed "/usr/share/doc/libjs-vega/", "copyright", "vega-copyright"

  .section .data.rel.ro.graft_table, "aw"
graft_embedded_files_end:

  .section .rodata.graft_count, "a"
  .balign 8
  .globl graft_embedded_file_count
graft_embedded_file_count:
  .quad (graft_embedded_files_end - graft_embedded_files) / 24

  .section .note.GNU-stack, "", @progbits
