#include "paths.h"

#ifdef GRAFT_X86
#include <string.h>

// As in `avx2.c`, with twice the taps and twice the columns at once.
static const int8_t pairs_bytes[64] __attribute__((aligned(64))) = {
    0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1,
    6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1,
    0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1,
    6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1,
};

static const int32_t spread_elements[16] __attribute__((aligned(64))) = {
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
};

// Eight weights, or four and four zeros, each pair of neighbours in one quarter of the register.
GRAFT_AVX512 static inline __m512i spread(const int16_t *weights, int count) {
  __m128i pairs = count == 8 ? _mm_loadu_si128((const __m128i *)weights)
                             : _mm_loadl_epi64((const __m128i *)weights);
  return _mm512_permutexvar_epi32(
      _mm512_load_si512(spread_elements), _mm512_castsi128_si512(pairs));
}

// Pixels 0 to 3 in both quarters of the lower half, 4 to 7 in those of the upper, in pairs.
GRAFT_AVX512 static inline __m512i load_pixels(const uint8_t *at, int count) {
  // 16 bytes for 12: the slack after the source covers the rest.
  __m512i pixels = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)at));
  if (count == 8) {
    pixels = _mm512_mask_broadcast_i32x4(
        pixels, 0xFF00, _mm_loadu_si128((const __m128i *)(at + 12)));
  }
  return _mm512_shuffle_epi8(pixels, _mm512_load_si512(pairs_bytes));
}

GRAFT_AVX512 static inline __m128i whole(__m512i high, __m512i low) {
  __m512i sum = _mm512_add_epi32(_mm512_slli_epi32(high, graft_low_weight_bits), low);
  __m256i halves = _mm256_add_epi32(
      _mm512_castsi512_si256(sum), _mm512_extracti64x4_epi64(sum, 1));
  __m128i quarter = _mm_add_epi32(
      _mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
  quarter = _mm_add_epi32(quarter, _mm_set1_epi32(1 << (graft_weight_bits - 1)));
  return _mm_srai_epi32(quarter, graft_weight_bits);
}

__attribute__((always_inline)) GRAFT_AVX512 static inline void add_taps(
    const int count, const int rows, const uint8_t *at, size_t source_stride, const int16_t *high,
    const int16_t *low, __m512i *high_sum, __m512i *low_sum) {
  __m512i high_pairs = spread(high, count), low_pairs = spread(low, count);
  for (int row = 0; row < rows; row++) {
    __m512i pixels = load_pixels(at + (size_t)row * source_stride, count);
    high_sum[row] = _mm512_add_epi32(high_sum[row], _mm512_madd_epi16(pixels, high_pairs));
    low_sum[row] = _mm512_add_epi32(low_sum[row], _mm512_madd_epi16(pixels, low_pairs));
  }
}

// `rows` is a constant where this is inlined: 4 or 1. Several rows share each load of weights.
__attribute__((always_inline)) GRAFT_AVX512 static inline void resize_rows(
    const int rows, const uint8_t *source, size_t source_stride, struct graft_weights weights,
    uint8_t *target) {
  for (size_t i = 0; i < weights.count; i++) {
    const uint8_t *first = source + (size_t)weights.starts[i] * 3;
    const int16_t *high = weights.high + i * weights.taps, *low = weights.low + i * weights.taps;
    __m512i high_sum[4], low_sum[4];
    for (int row = 0; row < rows; row++) high_sum[row] = low_sum[row] = _mm512_setzero_si512();
    size_t tap = 0;
    for (; tap + 8 <= weights.taps; tap += 8) {
      add_taps(
          8, rows, first + tap * 3, source_stride, high + tap, low + tap, high_sum, low_sum);
    }
    if (tap < weights.taps) {
      add_taps(
          4, rows, first + tap * 3, source_stride, high + tap, low + tap, high_sum, low_sum);
    }
    for (int row = 0; row < rows; row++) {
      __m128i bytes = _mm_packs_epi32(whole(high_sum[row], low_sum[row]), _mm_setzero_si128());
      int packed = _mm_cvtsi128_si32(_mm_packus_epi16(bytes, bytes));
      memcpy(target + ((size_t)row * weights.count + i) * 3, &packed, 3);
    }
  }
}

GRAFT_AVX512 void graft_resize_horizontally_avx512(
    const uint8_t *source, size_t source_stride, size_t rows, struct graft_weights weights,
    uint8_t *target) {
  if (weights.taps == 4) {  // Half of every wide register would be zeros.
    graft_resize_horizontally_avx2(source, source_stride, rows, weights, target);
    return;
  }
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
