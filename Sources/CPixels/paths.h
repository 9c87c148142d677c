// What the forms of the loops share.
#pragma once
#include "CPixels.h"

#if defined(__x86_64__)
#define GRAFT_X86 1
#include <immintrin.h>
#define GRAFT_AVX2 __attribute__((target("avx2")))
#define GRAFT_AVX512 __attribute__((target("avx512f,avx512bw")))
#endif

/// The sums of both halves as one rounded byte. Sums wrap around, which cancels out: the whole is
/// below 2³¹ for weights that add up to 1.
static inline uint8_t graft_byte(uint32_t high, uint32_t low) {
  uint32_t rounding = 1u << (graft_weight_bits - 1);
  int32_t whole = (int32_t)((high << graft_low_weight_bits) + low + rounding);
  whole >>= graft_weight_bits;
  return (uint8_t)(whole < 0 ? 0 : whole > 255 ? 255 : whole);
}

void graft_resize_horizontally_plain(
    const uint8_t *source, size_t source_stride, size_t rows, struct graft_weights weights,
    uint8_t *target);
void graft_resize_vertically_plain(
    const uint8_t *source, size_t row_bytes, size_t first_byte, size_t source_rows,
    struct graft_weights weights, size_t index, uint8_t *target);

#ifdef GRAFT_X86
void graft_resize_horizontally_avx2(
    const uint8_t *source, size_t source_stride, size_t rows, struct graft_weights weights,
    uint8_t *target);

/// These give how many leading bytes of the row they made; the plain form makes the others.
size_t graft_resize_vertically_avx2(
    const uint8_t *source, size_t row_bytes, size_t source_rows, struct graft_weights weights,
    size_t index, uint8_t *target);
size_t graft_resize_vertically_avx512(
    const uint8_t *source, size_t row_bytes, size_t source_rows, struct graft_weights weights,
    size_t index, uint8_t *target);
#endif

// MARK: Sampling and colours

void graft_sample_plain(
    struct graft_picture picture, enum graft_border border, const uint8_t fill[3],
    const double map[9], size_t x, size_t y, size_t count, struct graft_filter horizontal,
    struct graft_filter vertical, uint8_t *target);
void graft_sample_avx2(
    struct graft_picture picture, enum graft_border border, const uint8_t fill[3],
    const double map[9], size_t x, size_t y, size_t count, struct graft_filter horizontal,
    struct graft_filter vertical, uint8_t *target);

/// The loops of `colors.h` in one form.
#define GRAFT_DECLARE_COLORS(form)                                                               \
  uint64_t graft_lightness_sum_##form(const uint8_t *pixels, size_t count);                      \
  void graft_saturate_##form(uint8_t *pixels, size_t count, float factor);                       \
  void graft_turn_hue_##form(uint8_t *pixels, size_t count, float turn);                         \
  void graft_move_away_##form(                                                                   \
      uint8_t *bytes, const uint8_t *other, size_t count, float factor);                         \
  void graft_sum_rows_##form(                                                                    \
      const uint8_t *const *rows, const float *weights, size_t taps, size_t count,               \
      uint8_t *target);                                                                          \
  void graft_add_noise_##form(uint8_t *bytes, const float *noise, size_t count, float scale);    \
  void graft_reduce_##form(                                                                      \
      const uint8_t *source, size_t width, size_t height, size_t across, size_t down,            \
      uint8_t *target);

GRAFT_DECLARE_COLORS(plain)
#ifdef GRAFT_X86
GRAFT_DECLARE_COLORS(avx2)
GRAFT_DECLARE_COLORS(avx512)
#endif
