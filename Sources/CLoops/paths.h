// The forms of the loops: `loops.h` compiled for each path.
#pragma once
#include "CLoops.h"

#if defined(__x86_64__)
#define GRAFT_X86 1
#endif

#define GRAFT_DECLARE_LOOPS(path)                                                                \
  void graft_sum_##path(                                                                         \
      int is_bfloat16, struct graft_bounds bounds, const void *gate, const void *const *terms,   \
      size_t term_count, void *target, size_t count);                                            \
  void graft_product_##path(                                                                     \
      int is_bfloat16, const void *a, const void *b, void *target, size_t count);                \
  void graft_scale_##path(                                                                       \
      int is_bfloat16, const void *x, float factor, void *target, size_t count);                 \
  void graft_scale_shift_##path(                                                                 \
      int is_bfloat16, struct graft_extent extent, struct graft_bounds bounds, const void *x,    \
      const float *scale, const float *shift, const void *residual, void *target);               \
  void graft_fill_##path(                                                                        \
      int is_bfloat16, struct graft_extent extent, const float *values, void *target);           \
  void graft_moments_##path(                                                                     \
      int is_bfloat16, struct graft_extent extent, const void *gradient, const void *x,          \
      const float *centre, double *first, double *second);                                       \
  void graft_input_gradient_##path(                                                              \
      int is_bfloat16, struct graft_extent extent, const void *gradient, const void *x,          \
      const float *mean, const float *a, const float *q, const float *t, void *target);          \
  int graft_are_finite_##path(const float *values, size_t count);                                \
  void graft_adam_##path(                                                                        \
      struct graft_adam step, const float *gradient, float *values, float *mean, float *square,  \
      size_t count);                                                                             \
  void graft_mask_##path(                                                                        \
      struct graft_philox stream, uint32_t first, uint32_t threshold, float kept, float *mask,   \
      size_t count);                                                                             \
  void graft_convolution_weight_gradient_##path(                                                 \
      struct graft_convolution convolution, const float *x, const float *gradient,               \
      float *target);                                                                            \
  void graft_strided_winograd_##path(                                                            \
      struct graft_convolution convolution, size_t tile, size_t together,                        \
      struct graft_bounds bounds, const float *x, const float *u, const float *bias,             \
      float *scratch, float *y);                                                                 \
  void graft_stem_##path(                                                                        \
      struct graft_convolution convolution, size_t channels, struct graft_bounds bounds,         \
      const float *x, const float *u, const float *bias, float *scratch, float *y);              \
  void graft_depthwise_weight_gradient_##path(                                                   \
      int is_bfloat16, struct graft_depthwise convolution, const void *x, const void *gradient,  \
      void *scratch, float *target);

GRAFT_DECLARE_LOOPS(plain)
#ifdef GRAFT_X86
GRAFT_DECLARE_LOOPS(avx2)
GRAFT_DECLARE_LOOPS(avx512)
#endif
