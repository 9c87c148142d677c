#include "paths.h"

#ifdef GRAFT_X86
#include <string.h>

// Four pixels become three pairs of 16-bit numbers in each half: the reds of pixels 0 and 1, the
// greens, the blues, nothing; in the upper half those of pixels 2 and 3. One multiply-add of pairs
// with the weights (0, 1) and (2, 3) then does 12 products.
#define PAIRS_0_1 0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1
#define PAIRS_2_3 6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1

// Four weights, pair (0, 1) in each element of the lower half and (2, 3) in each of the upper.
GRAFT_AVX2 static inline __m256i spread(const int16_t *weights) {
  __m256i pairs = _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)weights));
  return _mm256_permutevar8x32_epi32(pairs, _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1));
}

// The 32-bit sums of one pixel, rounded but not yet clipped.
GRAFT_AVX2 static inline __m128i whole(__m256i high, __m256i low) {
  __m256i sum = _mm256_add_epi32(_mm256_slli_epi32(high, graft_low_weight_bits), low);
  __m128i halves = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  halves = _mm_add_epi32(halves, _mm_set1_epi32(1 << (graft_weight_bits - 1)));
  return _mm_srai_epi32(halves, graft_weight_bits);
}

// `rows` is a constant where this is inlined: 4 or 1. Several rows share each load of weights.
__attribute__((always_inline)) GRAFT_AVX2 static inline void resize_rows(
    const int rows, const uint8_t *source, size_t source_stride, struct graft_weights weights,
    uint8_t *target) {
  const __m256i pairs = _mm256_setr_epi8(PAIRS_0_1, PAIRS_2_3);
  for (size_t i = 0; i < weights.count; i++) {
    const uint8_t *first = source + (size_t)weights.starts[i] * 3;
    __m256i high_sum[4], low_sum[4];
    for (int row = 0; row < rows; row++) high_sum[row] = low_sum[row] = _mm256_setzero_si256();
    for (size_t tap = 0; tap < weights.taps; tap += 4) {
      __m256i high = spread(weights.high + i * weights.taps + tap);
      __m256i low = spread(weights.low + i * weights.taps + tap);
      for (int row = 0; row < rows; row++) {
        // 16 bytes for 12: the slack after the source covers the rest.
        const uint8_t *at = first + (size_t)row * source_stride + tap * 3;
        __m256i pixels = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)at));
        pixels = _mm256_shuffle_epi8(pixels, pairs);
        high_sum[row] = _mm256_add_epi32(high_sum[row], _mm256_madd_epi16(pixels, high));
        low_sum[row] = _mm256_add_epi32(low_sum[row], _mm256_madd_epi16(pixels, low));
      }
    }
    for (int row = 0; row < rows; row++) {
      __m128i bytes = _mm_packs_epi32(whole(high_sum[row], low_sum[row]), _mm_setzero_si128());
      int packed = _mm_cvtsi128_si32(_mm_packus_epi16(bytes, bytes));
      memcpy(target + ((size_t)row * weights.count + i) * 3, &packed, 3);
    }
  }
}

GRAFT_AVX2 void graft_resize_horizontally_avx2(
    const uint8_t *source, size_t source_stride, size_t rows, struct graft_weights weights,
    uint8_t *target) {
  size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    resize_rows(
        4, source + row * source_stride, source_stride, weights, target + row * weights.count * 3);
  }
  for (; row < rows; row++) {
    resize_rows(
        1, source + row * source_stride, source_stride, weights, target + row * weights.count * 3);
  }
}

// Two neighbouring weights in each 32-bit element.
GRAFT_AVX2 static inline __m256i pair(const int16_t *weights) {
  int both;
  memcpy(&both, weights, sizeof both);
  return _mm256_set1_epi32(both);
}

GRAFT_AVX2 static inline __m256i whole_vertically(__m256i high, __m256i low) {
  __m256i sum = _mm256_add_epi32(_mm256_slli_epi32(high, graft_low_weight_bits), low);
  sum = _mm256_add_epi32(sum, _mm256_set1_epi32(1 << (graft_weight_bits - 1)));
  return _mm256_srai_epi32(sum, graft_weight_bits);
}

// 16 bytes of a row from `taps` rows.
GRAFT_AVX2 static inline __m128i resize_block(
    const uint8_t *source, size_t row_bytes, size_t taps, const int16_t *high,
    const int16_t *low) {
  __m256i zero = _mm256_setzero_si256();
  __m256i left_high = zero, left_low = zero, right_high = zero, right_low = zero;
  for (size_t tap = 0; tap < taps; tap += 2) {
    const uint8_t *at = source + tap * row_bytes;
    __m256i upper = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)at));
    __m256i lower = zero;
    if (tap + 1 < taps) {
      lower = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(at + row_bytes)));
    }
    __m256i left = _mm256_unpacklo_epi16(upper, lower);
    __m256i right = _mm256_unpackhi_epi16(upper, lower);
    __m256i high_pair = pair(high + tap), low_pair = pair(low + tap);
    left_high = _mm256_add_epi32(left_high, _mm256_madd_epi16(left, high_pair));
    left_low = _mm256_add_epi32(left_low, _mm256_madd_epi16(left, low_pair));
    right_high = _mm256_add_epi32(right_high, _mm256_madd_epi16(right, high_pair));
    right_low = _mm256_add_epi32(right_low, _mm256_madd_epi16(right, low_pair));
  }
  // Packing undoes what unpacking did to the order.
  __m256i words = _mm256_packs_epi32(
      whole_vertically(left_high, left_low), whole_vertically(right_high, right_low));
  return _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
}

GRAFT_AVX2 size_t graft_resize_vertically_avx2(
    const uint8_t *source, size_t row_bytes, size_t source_rows, struct graft_weights weights,
    size_t index, uint8_t *target) {
  if (row_bytes < 16) return 0;
  const int16_t *high = weights.high + index * weights.taps;
  const int16_t *low = weights.low + index * weights.taps;
  size_t start = (size_t)weights.starts[index];
  size_t taps = weights.taps < source_rows - start ? weights.taps : source_rows - start;
  for (size_t x = 0; x < row_bytes; x += 16) {
    if (x > row_bytes - 16) x = row_bytes - 16;  // The last block overlaps the one before.
    __m128i bytes = resize_block(source + start * row_bytes + x, row_bytes, taps, high, low);
    _mm_storeu_si128((__m128i *)(target + x), bytes);
  }
  return row_bytes;
}
#else
typedef int graft_no_avx2;
#endif
