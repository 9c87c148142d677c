// The loops over activations that no library brings: element by element, channel by channel, and the
// weight gradients of depthwise and of strided convolutions; strided convolutions by Winograd's algorithm;
// dropout's random masks; and Adam's step.
//
// A map lies as [image][block][position][lane]: blocks of `lanes` channels, or one block with all of
// them. Lanes past the last channel hold zeros, and every loop keeps them so. Numbers are 32-bit
// floats or, where `is_bfloat16`, their upper halves; arithmetic is in 32 bits, sums run over 64.
// Each loop has a plain form and forms for AVX2 and AVX-512. But for the convolutions a lane never meets
// another, so what a channel becomes does not depend on the width of a register.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum graft_loop_path {
  graft_loop_path_plain = 0,
  graft_loop_path_avx2 = 1,
  graft_loop_path_avx512 = 2,
};

/// How a map lies.
struct graft_extent {
  size_t images;
  size_t blocks;
  size_t positions;
  size_t lanes;
  size_t channels;
};

/// An activation function clips; a bound that is NaN clips nothing.
struct graft_bounds {
  float low;
  float high;
};

/// The best path that this processor has.
enum graft_loop_path graft_best_loop_path(void);

/// Without a gate `clip(Σ terms)`. With one, `Σ terms` where the gate, which is a clipped number, lies
/// between the bounds, and 0 elsewhere. `target` may be any of the inputs.
void graft_sum(
    enum graft_loop_path path, int is_bfloat16, struct graft_bounds bounds, const void *gate,
    const void *const *terms, size_t term_count, void *target, size_t count);

/// `a·b`; `target` may be either.
void graft_product(
    enum graft_loop_path path, int is_bfloat16, const void *a, const void *b, void *target,
    size_t count);

/// `factor·x`; `target` may be `x`.
void graft_scale(
    enum graft_loop_path path, int is_bfloat16, const void *x, float factor, void *target,
    size_t count);

/// `clip(scale·x + shift + residual)`, the lists `[channels]`. `shift` and `residual` may be null;
/// `target` may be `x` or `residual`.
void graft_scale_shift(
    enum graft_loop_path path, int is_bfloat16, struct graft_extent extent,
    struct graft_bounds bounds, const void *x, const float *scale, const float *shift,
    const void *residual, void *target);

/// `values[image][channel]` at every position of a map.
void graft_fill(
    enum graft_loop_path path, int is_bfloat16, struct graft_extent extent, const float *values,
    void *target);

/// Over images and positions: without a gradient `Σ(x − centre)` and `Σ(x − centre)²`, with one
/// `Σ gradient` and `Σ gradient·(x − centre)`. A null centre is 0. Both results have room for
/// `graft_list_room(extent)` numbers.
void graft_moments(
    enum graft_loop_path path, int is_bfloat16, struct graft_extent extent, const void *gradient,
    const void *x, const float *centre, double *first, double *second);

/// How many numbers a list of results for each lane needs.
size_t graft_list_room(struct graft_extent extent);

/// `a·gradient + q·(x − mean) + t`, the lists `[channels]`; `target` may be `gradient`.
void graft_input_gradient(
    enum graft_loop_path path, int is_bfloat16, struct graft_extent extent, const void *gradient,
    const void *x, const float *mean, const float *a, const float *q, const float *t,
    void *target);

/// Whether there is no infinity and no NaN.
int graft_are_finite(enum graft_loop_path path, const float *values, size_t count);

/// A step of Adam: `g = gradient + decay·p`, `m = first_decay·m + first_share·g`, `v = second_decay·v +
/// second_share·g²`, `p = kept·p − rate·(m / (√v + floor))`.
struct graft_adam {
  float first_decay;
  float first_share;
  float second_decay;
  float second_share;
  float rate;
  float floor;
  float decay;
  float kept;
};

void graft_adam(
    enum graft_loop_path path, struct graft_adam step, const float *gradient, float *values,
    float *mean, float *square, size_t count);

/// A stream of random numbers: the counter's upper words, and the key, of Philox4x32-10.
struct graft_philox {
  uint32_t counter[3];
  uint32_t key[2];
};

/// A mask of `kept` and, with probability `threshold / 2¹⁶`, 0: two values a word and eight a block, the
/// lower half first, from block `first` on.
void graft_mask(
    enum graft_loop_path path, struct graft_philox stream, uint32_t first, uint32_t threshold,
    float kept, float *mask, size_t count);

/// One axis of a convolution.
struct graft_axis {
  size_t input;
  size_t output;
  size_t kernel;
  size_t stride;
  size_t dilation;
  size_t padding_before;
};

/// A convolution from maps in blocks of 8 or 16 lanes to maps in such blocks.
struct graft_convolution {
  size_t images;
  size_t input_blocks;
  size_t output_blocks;
  size_t lanes;
  struct graft_axis vertical;
  struct graft_axis horizontal;
};

/// `target[output block][input block][i][j][input lane][output lane] = Σ gradient · x` over images and
/// what tap `(i, j)` met.
void graft_convolution_weight_gradient(
    enum graft_loop_path path, struct graft_convolution convolution, const float *x,
    const float *gradient, float *target);

/// A convolution of 3×3 taps at strides of 2, with outputs along both axes and any padding, in tiles of 2 or 4
/// outputs along each axis: how many tiles are done together, some of an image or those of several.
size_t graft_strided_winograd_together(struct graft_convolution convolution, size_t tile);

/// How many numbers of scratch memory, aligned to 64, the convolution needs.
size_t graft_strided_winograd_scratch(struct graft_convolution convolution, size_t tile);

/// How many numbers the transformed weight has, all of which are written.
size_t graft_strided_winograd_weight_count(struct graft_convolution convolution, size_t tile);

/// The weight of a strided convolution at Winograd's points, rounded once: `[point][point][output block]
/// [input channel][lane]` of `weight` `[outputs, inputs, 3, 3]`. Missing channels are zeros.
void graft_strided_winograd_weight(
    struct graft_convolution convolution, size_t tile, size_t inputs, size_t outputs,
    const float *weight, float *target);

/// `clip(weight ∗ x + bias)` by Winograd's way; `u` is the transformed weight, `bias` has a number for each lane.
/// An infinity or NaN of `x` reaches every output of the tiles that look at it.
void graft_strided_winograd(
    enum graft_loop_path path, struct graft_convolution convolution, size_t tile,
    struct graft_bounds bounds, const float *x, const float *u, const float *bias, float *scratch,
    float *y);

/// A convolution of 7×7 taps at strides of 2 over a picture of few channels, with less than 7 of padding before
/// it: how many numbers of scratch memory, aligned to 64, it needs.
size_t graft_stem_scratch(struct graft_convolution convolution, size_t channels);

/// How many numbers its transformed weight has.
size_t graft_stem_weight_count(struct graft_convolution convolution, size_t channels);

/// The weight `[outputs, channels, 7, 7]` with its rows at Winograd's points, rounded once: `[output block][i]
/// [channel][point][lane]`, and at the end what makes a tile's inputs factors of the products.
void graft_stem_weight(
    struct graft_convolution convolution, size_t channels, size_t outputs, const float *weight,
    float *target);

/// `clip(weight ∗ x + bias)` by Winograd's way along rows, from pictures `[image][row][column][channel]` to maps
/// in blocks; `u` is the transformed weight, `bias` has a number for each lane. An infinity or NaN of `x`
/// reaches every output of the tiles that look at it.
void graft_stem(
    enum graft_loop_path path, struct graft_convolution convolution, size_t channels,
    struct graft_bounds bounds, const float *x, const float *u, const float *bias, float *scratch,
    float *y);

/// A depthwise convolution over maps in blocks of 8 or 16 lanes.
struct graft_depthwise {
  size_t images;
  size_t blocks;
  size_t lanes;
  struct graft_axis vertical;
  struct graft_axis horizontal;
};

/// Bytes of scratch memory, aligned to 64, that the gradient below needs.
size_t graft_depthwise_scratch(struct graft_depthwise convolution);

/// `target[block][i][j][lane] = Σ gradient · x` over images and what tap `(i, j)` met.
void graft_depthwise_weight_gradient(
    enum graft_loop_path path, int is_bfloat16, struct graft_depthwise convolution, const void *x,
    const void *gradient, void *scratch, float *target);
