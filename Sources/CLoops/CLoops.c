#include "paths.h"

enum graft_loop_path graft_best_loop_path(void) {
#ifdef GRAFT_X86
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    int is_wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return is_wide ? graft_loop_path_avx512 : graft_loop_path_avx2;
  }
#endif
  return graft_loop_path_plain;
}

// Blocks narrower than a register fill a narrower one.
static enum graft_loop_path fitting(enum graft_loop_path path, size_t lanes) {
  if (path == graft_loop_path_avx512 && lanes == 8) return graft_loop_path_avx2;
  return lanes == 4 ? graft_loop_path_plain : path;
}

#ifdef GRAFT_X86
#define GRAFT_RUN(loop, ...)                                                    \
  switch (path) {                                                               \
    case graft_loop_path_avx512: graft_##loop##_avx512(__VA_ARGS__); break;     \
    case graft_loop_path_avx2: graft_##loop##_avx2(__VA_ARGS__); break;         \
    case graft_loop_path_plain: graft_##loop##_plain(__VA_ARGS__); break;       \
  }
#else
#define GRAFT_RUN(loop, ...) (void)path, graft_##loop##_plain(__VA_ARGS__)
#endif

void graft_sum(
    enum graft_loop_path path, int is_bfloat16, struct graft_bounds bounds, const void *gate,
    const void *const *terms, size_t term_count, void *target, size_t count) {
  GRAFT_RUN(sum, is_bfloat16, bounds, gate, terms, term_count, target, count);
}

void graft_product(
    enum graft_loop_path path, int is_bfloat16, const void *a, const void *b, void *target,
    size_t count) {
  GRAFT_RUN(product, is_bfloat16, a, b, target, count);
}

void graft_scale(
    enum graft_loop_path path, int is_bfloat16, const void *x, float factor, void *target,
    size_t count) {
  GRAFT_RUN(scale, is_bfloat16, x, factor, target, count);
}

void graft_scale_shift(
    enum graft_loop_path path, int is_bfloat16, struct graft_extent extent,
    struct graft_bounds bounds, const void *x, const float *scale, const float *shift,
    const void *residual, void *target) {
  path = fitting(path, extent.lanes);
  GRAFT_RUN(scale_shift, is_bfloat16, extent, bounds, x, scale, shift, residual, target);
}

void graft_fill(
    enum graft_loop_path path, int is_bfloat16, struct graft_extent extent, const float *values,
    void *target) {
  path = fitting(path, extent.lanes);
  GRAFT_RUN(fill, is_bfloat16, extent, values, target);
}

size_t graft_list_room(struct graft_extent extent) {
  return extent.blocks * extent.lanes + 16;  // A whole register may be added at the last lane.
}

void graft_moments(
    enum graft_loop_path path, int is_bfloat16, struct graft_extent extent, const void *gradient,
    const void *x, const float *centre, double *first, double *second) {
  path = fitting(path, extent.lanes);
  GRAFT_RUN(moments, is_bfloat16, extent, gradient, x, centre, first, second);
}

void graft_input_gradient(
    enum graft_loop_path path, int is_bfloat16, struct graft_extent extent, const void *gradient,
    const void *x, const float *mean, const float *a, const float *q, const float *t,
    void *target) {
  path = fitting(path, extent.lanes);
  GRAFT_RUN(input_gradient, is_bfloat16, extent, gradient, x, mean, a, q, t, target);
}

int graft_are_finite(enum graft_loop_path path, const float *values, size_t count) {
#ifdef GRAFT_X86
  switch (path) {
    case graft_loop_path_avx512: return graft_are_finite_avx512(values, count);
    case graft_loop_path_avx2: return graft_are_finite_avx2(values, count);
    case graft_loop_path_plain: break;
  }
#endif
  (void)path;
  return graft_are_finite_plain(values, count);
}

void graft_adam(
    enum graft_loop_path path, struct graft_adam step, const float *gradient, float *values,
    float *mean, float *square, size_t count) {
  GRAFT_RUN(adam, step, gradient, values, mean, square, count);
}

void graft_mask(
    enum graft_loop_path path, struct graft_philox stream, uint32_t first, uint32_t threshold,
    float kept, float *mask, size_t count) {
  GRAFT_RUN(mask, stream, first, threshold, kept, mask, count);
}

void graft_convolution_weight_gradient(
    enum graft_loop_path path, struct graft_convolution convolution, const float *x,
    const float *gradient, float *target) {
  path = fitting(path, convolution.lanes);
  GRAFT_RUN(convolution_weight_gradient, convolution, x, gradient, target);
}

void graft_strided_winograd(
    enum graft_loop_path path, struct graft_convolution convolution, size_t tile,
    struct graft_bounds bounds, const float *x, const float *u, const float *bias, float *scratch,
    float *y) {
  size_t together = graft_strided_winograd_together(convolution, tile);
  path = fitting(path, convolution.lanes);
  GRAFT_RUN(strided_winograd, convolution, tile, together, bounds, x, u, bias, scratch, y);
}

void graft_stem(
    enum graft_loop_path path, struct graft_convolution convolution, size_t channels,
    struct graft_bounds bounds, const float *x, const float *u, const float *bias, float *scratch,
    float *y) {
  path = fitting(path, convolution.lanes);
  GRAFT_RUN(stem, convolution, channels, bounds, x, u, bias, scratch, y);
}

size_t graft_depthwise_scratch(struct graft_depthwise convolution) {
  struct graft_axis v = convolution.vertical, h = convolution.horizontal;
  size_t rows = (v.output - 1) * v.stride + (v.kernel - 1) * v.dilation + 1;
  size_t columns = (h.output - 1) * h.stride + (h.kernel - 1) * h.dilation + 1;
  size_t taps = v.kernel * h.kernel;
  // Sums in 64 and in 32 bits, a row of the gradient, an image of `x` with its padding.
  return convolution.lanes * (taps * 12 + h.output * 4 + rows * columns * 4);
}

void graft_depthwise_weight_gradient(
    enum graft_loop_path path, int is_bfloat16, struct graft_depthwise convolution, const void *x,
    const void *gradient, void *scratch, float *target) {
  path = fitting(path, convolution.lanes);
  GRAFT_RUN(depthwise_weight_gradient, is_bfloat16, convolution, x, gradient, scratch, target);
}
