#include "paths.h"

#ifdef GRAFT_X86
#include <string.h>

// Columns only: for rows, twice the width was measured to gain nothing over `avx2.c`.

// Two neighbouring weights in each 32-bit element.
GRAFT_AVX512 static inline __m512i pair(const int16_t *weights) {
  int both;
  memcpy(&both, weights, sizeof both);
  return _mm512_set1_epi32(both);
}

GRAFT_AVX512 static inline __m512i whole_vertically(__m512i high, __m512i low) {
  __m512i sum = _mm512_add_epi32(_mm512_slli_epi32(high, graft_low_weight_bits), low);
  sum = _mm512_add_epi32(sum, _mm512_set1_epi32(1 << (graft_weight_bits - 1)));
  return _mm512_srai_epi32(sum, graft_weight_bits);
}

// 32 bytes of a row from `taps` rows.
GRAFT_AVX512 static inline __m256i resize_block(
    const uint8_t *source, size_t row_bytes, size_t taps, const int16_t *high,
    const int16_t *low) {
  __m512i zero = _mm512_setzero_si512();
  __m512i left_high = zero, left_low = zero, right_high = zero, right_low = zero;
  for (size_t tap = 0; tap < taps; tap += 2) {
    const uint8_t *at = source + tap * row_bytes;
    __m512i upper = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)at));
    __m512i lower = zero;
    if (tap + 1 < taps) {
      lower = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(at + row_bytes)));
    }
    __m512i left = _mm512_unpacklo_epi16(upper, lower);
    __m512i right = _mm512_unpackhi_epi16(upper, lower);
    __m512i high_pair = pair(high + tap), low_pair = pair(low + tap);
    left_high = _mm512_add_epi32(left_high, _mm512_madd_epi16(left, high_pair));
    left_low = _mm512_add_epi32(left_low, _mm512_madd_epi16(left, low_pair));
    right_high = _mm512_add_epi32(right_high, _mm512_madd_epi16(right, high_pair));
    right_low = _mm512_add_epi32(right_low, _mm512_madd_epi16(right, low_pair));
  }
  // Packing undoes what unpacking did to the order.
  __m512i words = _mm512_packs_epi32(
      whole_vertically(left_high, left_low), whole_vertically(right_high, right_low));
  return _mm512_cvtusepi16_epi8(_mm512_max_epi16(words, zero));
}

GRAFT_AVX512 size_t graft_resize_vertically_avx512(
    const uint8_t *source, size_t row_bytes, size_t source_rows, struct graft_weights weights,
    size_t index, uint8_t *target) {
  if (row_bytes < 32) return 0;
  const int16_t *high = weights.high + index * weights.taps;
  const int16_t *low = weights.low + index * weights.taps;
  size_t start = (size_t)weights.starts[index];
  size_t taps = weights.taps < source_rows - start ? weights.taps : source_rows - start;
  for (size_t x = 0; x < row_bytes; x += 32) {
    if (x > row_bytes - 32) x = row_bytes - 32;  // The last block overlaps the one before.
    __m256i bytes = resize_block(source + start * row_bytes + x, row_bytes, taps, high, low);
    _mm256_storeu_si256((__m256i *)(target + x), bytes);
  }
  return row_bytes;
}
#else
typedef int graft_no_avx512;
#endif
