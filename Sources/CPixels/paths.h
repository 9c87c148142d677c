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
