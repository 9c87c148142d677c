#include "sample.h"

#pragma clang fp contract(off)

static inline void sample_pixel(
    const uint8_t *source, size_t stride, struct graft_filter horizontal,
    struct graft_filter vertical, const int16_t *wx, const int16_t *wy, uint8_t *target) {
  float sums[3] = {0, 0, 0};
  for (int32_t row = 0; row < vertical.taps; row++, source += stride) {
    int32_t sum[3] = {0, 0, 0};
    for (int32_t tap = 0; tap < horizontal.taps; tap++) {
      for (int channel = 0; channel < 3; channel++) {
        sum[channel] += source[tap * 3 + channel] * wx[tap];
      }
    }
    for (int channel = 0; channel < 3; channel++) {
      sums[channel] += (float)sum[channel] * (float)wy[row];
    }
  }
  for (int channel = 0; channel < 3; channel++) target[channel] = graft_rounded(sums[channel]);
}

void graft_sample_plain(
    struct graft_picture picture, enum graft_border border, const uint8_t fill[3],
    const double map[9], size_t x, size_t y, size_t count, struct graft_filter horizontal,
    struct graft_filter vertical, uint8_t *target) {
  GRAFT_SAMPLE_BODY(sample_pixel)
}
