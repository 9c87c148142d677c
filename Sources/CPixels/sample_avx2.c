#include "sample.h"

#ifdef GRAFT_X86
#include <string.h>

#pragma clang fp contract(off)

// As in `avx2.c`: four pixels as pairs of 16-bit numbers, by channel.
#define PAIRS_0_1 0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1
#define PAIRS_2_3 6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1

// `quads` is a constant where this is inlined: how many times four taps a row has.
__attribute__((always_inline)) GRAFT_AVX2 static inline void sample_rows(
    const int32_t quads, const uint8_t *source, size_t stride, struct graft_filter vertical,
    const int16_t *wx, const int16_t *wy, uint8_t *target) {
  const __m256i pairs = _mm256_setr_epi8(PAIRS_0_1, PAIRS_2_3);
  const __m256i spread = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
  __m128 sums = _mm_setzero_ps();
  for (int32_t row = 0; row < vertical.taps; row++, source += stride) {
    __m256i sum = _mm256_setzero_si256();
    for (int32_t quad = 0; quad < quads; quad++) {
      // 16 bytes for 12: weights of 0, or the slack after the source, cover the rest.
      __m128i bytes = _mm_loadu_si128((const __m128i *)(source + quad * 12));
      __m256i pixels = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), pairs);
      __m256i weights = _mm256_permutevar8x32_epi32(
          _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)(wx + quad * 4))), spread);
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pixels, weights));
    }
    __m128i halves = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    sums = _mm_add_ps(sums, _mm_mul_ps(_mm_cvtepi32_ps(halves), _mm_set1_ps((float)wy[row])));
  }
  const float unit = 1.0f / (1 << graft_sample_bits) / (1 << graft_sample_bits);
  __m128 values = _mm_add_ps(_mm_mul_ps(sums, _mm_set1_ps(unit)), _mm_set1_ps(0.5f));
  // What is below 0 is clipped by packing; the rest is rounded down.
  __m128i whole = _mm_packs_epi32(_mm_cvttps_epi32(values), _mm_setzero_si128());
  int packed = _mm_cvtsi128_si32(_mm_packus_epi16(whole, whole));
  memcpy(target, &packed, 3);
}

GRAFT_AVX2 static inline void sample_pixel(
    const uint8_t *source, size_t stride, struct graft_filter horizontal,
    struct graft_filter vertical, const int16_t *wx, const int16_t *wy, uint8_t *target) {
  switch (horizontal.stride) {
    case 4: sample_rows(1, source, stride, vertical, wx, wy, target); return;
    case 8: sample_rows(2, source, stride, vertical, wx, wy, target); return;
    default: sample_rows(horizontal.stride / 4, source, stride, vertical, wx, wy, target);
  }
}

GRAFT_AVX2 void graft_sample_avx2(
    struct graft_picture picture, enum graft_border border, const uint8_t fill[3],
    const double map[9], size_t x, size_t y, size_t count, struct graft_filter horizontal,
    struct graft_filter vertical, uint8_t *target) {
  GRAFT_SAMPLE_BODY(sample_pixel)
}
#else
typedef int graft_no_avx2;
#endif
