// What the forms of sampling share: places, and what lies beyond the edge.
#pragma once
#include "paths.h"

#pragma clang fp contract(off)

enum {
  graft_positions_at_once = 64,
  // Far outside any picture; the sums of places stay within 32 bits.
  graft_farthest = 1 << 30,
};

/// 1/256 pixels between a place and the middle of pixel 0, rounded; NaN is far outside.
static inline int32_t graft_fixed(double place) {
  double scaled = place * graft_phase_count - (graft_phase_count / 2) + 0.5;
  scaled = scaled > -(double)graft_farthest ? scaled : -(double)graft_farthest;
  scaled = scaled < (double)graft_farthest - 1 ? scaled : (double)graft_farthest - 1;
  // Numbers above 0 are rounded down by the conversion.
  return (int32_t)(scaled + graft_farthest) - graft_farthest;
}

static inline void graft_find_places(
    const double map[9], size_t x, size_t y, size_t count, int32_t *across, int32_t *down) {
  int is_affine = map[6] == 0 && map[7] == 0 && map[8] == 1;
  double row = (double)y + 0.5;
  for (size_t i = 0; i < count; i++) {
    double column = (double)(x + i) + 0.5;
    double place_x = map[0] * column + map[1] * row + map[2];
    double place_y = map[3] * column + map[4] * row + map[5];
    if (!is_affine) {
      double depth = map[6] * column + map[7] * row + map[8];
      // Behind the viewer there is nothing.
      if (!(depth > 1e-9)) place_x = place_y = -1e18, depth = 1;
      place_x /= depth;
      place_y /= depth;
    }
    across[i] = graft_fixed(place_x);
    down[i] = graft_fixed(place_y);
  }
}

/// The pixel that stands at `index` along an axis of `count`; -1 for the fill.
static inline int32_t graft_beyond(int32_t index, int32_t count, enum graft_border border) {
  if (index >= 0 && index < count) return index;
  switch (border) {
    case graft_border_constant: return -1;
    case graft_border_replicate: return index < 0 ? 0 : count - 1;
    case graft_border_reflect: break;
  }
  int64_t period = 2 * (int64_t)count;
  int64_t place = index % period;
  if (place < 0) place += period;
  return (int32_t)(place < count ? place : period - 1 - place);
}

/// The pixels under a filter that reaches over the edge, as rows of `columns` pixels.
static inline void graft_gather(
    struct graft_picture picture, enum graft_border border, const uint8_t fill[3], int32_t left,
    int32_t top, int32_t columns, int32_t rows, uint8_t *patch) {
  for (int32_t row = 0; row < rows; row++) {
    int32_t y = graft_beyond(top + row, picture.height, border);
    for (int32_t column = 0; column < columns; column++, patch += 3) {
      int32_t x = graft_beyond(left + column, picture.width, border);
      const uint8_t *pixel =
          x < 0 || y < 0 ? fill : picture.pixels + ((size_t)y * (size_t)picture.width + (size_t)x) * 3;
      patch[0] = pixel[0], patch[1] = pixel[1], patch[2] = pixel[2];
    }
  }
}

/// Sums of products of a byte and two weights, as a byte.
static inline uint8_t graft_rounded(float sum) {
  float value = sum * (1.0f / (1 << graft_sample_bits) / (1 << graft_sample_bits)) + 0.5f;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/// The body of every form: `pixel` makes one pixel from rows of `stride` bytes.
#define GRAFT_SAMPLE_BODY(pixel)                                                                 \
  enum { patch_bytes = graft_most_taps * graft_most_taps * 3 + graft_readable_slack };          \
  int32_t across[graft_positions_at_once], down[graft_positions_at_once];                        \
  uint8_t patch[patch_bytes];                                                                    \
  int32_t before_x = horizontal.taps / 2 - 1, before_y = vertical.taps / 2 - 1;                  \
  for (size_t done = 0; done < count; done += graft_positions_at_once) {                         \
    size_t part = count - done < graft_positions_at_once ? count - done : graft_positions_at_once; \
    graft_find_places(map, x + done, y, part, across, down);                                     \
    for (size_t i = 0; i < part; i++, target += 3) {                                             \
      int32_t left = (across[i] >> 8) - before_x, top = (down[i] >> 8) - before_y;               \
      const int16_t *wx = horizontal.weights + (across[i] & 255) * horizontal.stride;            \
      const int16_t *wy = vertical.weights + (down[i] & 255) * vertical.stride;                  \
      const uint8_t *source = patch;                                                             \
      size_t stride = (size_t)horizontal.taps * 3;                                               \
      if (left >= 0 && top >= 0 && left <= picture.width - horizontal.taps                       \
          && top <= picture.height - vertical.taps) {                                            \
        stride = (size_t)picture.width * 3;                                                      \
        source = picture.pixels + (size_t)top * stride + (size_t)left * 3;                       \
      } else {                                                                                   \
        graft_gather(                                                                            \
            picture, border, fill, left, top, horizontal.taps, vertical.taps, patch);            \
      }                                                                                          \
      pixel(source, stride, horizontal, vertical, wx, wy, target);                               \
    }                                                                                            \
  }
