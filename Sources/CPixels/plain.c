#include "paths.h"

void graft_resize_horizontally_plain(
    const uint8_t *source, size_t source_stride, size_t rows, struct graft_weights weights,
    uint8_t *target) {
  for (size_t row = 0; row < rows; row++, source += source_stride) {
    for (size_t i = 0; i < weights.count; i++, target += 3) {
      const uint8_t *pixel = source + (size_t)weights.starts[i] * 3;
      const int16_t *high = weights.high + i * weights.taps, *low = weights.low + i * weights.taps;
      uint32_t high_sum[3] = {0}, low_sum[3] = {0};
      for (size_t tap = 0; tap < weights.taps; tap++, pixel += 3) {
        for (int channel = 0; channel < 3; channel++) {
          high_sum[channel] += (uint32_t)(pixel[channel] * high[tap]);
          low_sum[channel] += (uint32_t)(pixel[channel] * low[tap]);
        }
      }
      for (int c = 0; c < 3; c++) target[c] = graft_byte(high_sum[c], low_sum[c]);
    }
  }
}

void graft_resize_vertically_plain(
    const uint8_t *source, size_t row_bytes, size_t first_byte, size_t source_rows,
    struct graft_weights weights, size_t index, uint8_t *target) {
  const int16_t *high = weights.high + index * weights.taps;
  const int16_t *low = weights.low + index * weights.taps;
  size_t start = (size_t)weights.starts[index];
  size_t taps = weights.taps < source_rows - start ? weights.taps : source_rows - start;
  for (size_t x = first_byte; x < row_bytes; x++) {
    const uint8_t *byte = source + start * row_bytes + x;
    uint32_t high_sum = 0, low_sum = 0;
    for (size_t tap = 0; tap < taps; tap++, byte += row_bytes) {
      high_sum += (uint32_t)(*byte * high[tap]);
      low_sum += (uint32_t)(*byte * low[tap]);
    }
    target[x] = graft_byte(high_sum, low_sum);
  }
}
