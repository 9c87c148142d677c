// The loops over colours, written once and compiled for each kind of processor: included with `GRAFT_FORM(name)`
// and `GRAFT_TARGET` defined.
#include "paths.h"

#pragma clang fp contract(off)

static inline GRAFT_TARGET uint8_t GRAFT_FORM(clipped)(float value) {
  value += 0.5f;
  value = value > 0 ? value : 0;
  value = value < 255 ? value : 255;
  return (uint8_t)(int32_t)value;
}

static inline GRAFT_TARGET int32_t GRAFT_FORM(lightness)(int32_t r, int32_t g, int32_t b) {
  return (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;
}

GRAFT_TARGET uint64_t GRAFT_FORM(graft_lightness_sum)(const uint8_t *pixels, size_t count) {
  uint64_t sum = 0;
  for (size_t start = 0; start < count; start += 4096) {
    size_t end = count < start + 4096 ? count : start + 4096;
    uint32_t part = 0;
    for (size_t i = start; i < end; i++) {
      const uint8_t *pixel = pixels + i * 3;
      part += (uint32_t)GRAFT_FORM(lightness)(pixel[0], pixel[1], pixel[2]);
    }
    sum += part;
  }
  return sum;
}

GRAFT_TARGET void GRAFT_FORM(graft_saturate)(uint8_t *pixels, size_t count, float factor) {
  for (size_t i = 0; i < count; i++) {
    uint8_t *pixel = pixels + i * 3;
    float gray = (float)GRAFT_FORM(lightness)(pixel[0], pixel[1], pixel[2]);
    uint8_t r = GRAFT_FORM(clipped)(gray + factor * ((float)pixel[0] - gray));
    uint8_t g = GRAFT_FORM(clipped)(gray + factor * ((float)pixel[1] - gray));
    uint8_t b = GRAFT_FORM(clipped)(gray + factor * ((float)pixel[2] - gray));
    pixel[0] = r, pixel[1] = g, pixel[2] = b;
  }
}

// Hue in sixths of the circle; a colour of hue h has `maximum − chroma · clamp(min(k, 4 − k), 0, 1)` in the
// channel of offset n, k = (n + h) mod 6, n = 5, 3, 1 for red, green, blue.
// Source: A. R. Smith, "Color gamut transform pairs", SIGGRAPH 1978, in the closed form for each channel.
static inline GRAFT_TARGET uint8_t GRAFT_FORM(channel)(
    float offset, float hue, float maximum, float chroma) {
  float k = offset + hue;
  k = k >= 6 ? k - 6 : k;
  float other = 4 - k;
  float share = k < other ? k : other;
  share = share > 0 ? share : 0;
  share = share < 1 ? share : 1;
  return GRAFT_FORM(clipped)(maximum - chroma * share);
}

GRAFT_TARGET void GRAFT_FORM(graft_turn_hue)(uint8_t *pixels, size_t count, float turn) {
  float sixths = turn * 6;
  for (size_t i = 0; i < count; i++) {
    uint8_t *pixel = pixels + i * 3;
    float r = pixel[0], g = pixel[1], b = pixel[2];
    float maximum = r > g ? r : g;
    maximum = maximum > b ? maximum : b;
    float minimum = r < g ? r : g;
    minimum = minimum < b ? minimum : b;
    float chroma = maximum - minimum;
    float divisor = chroma > 0 ? chroma : 1;
    float from_red = (g - b) / divisor, from_green = (b - r) / divisor + 2;
    float from_blue = (r - g) / divisor + 4;
    float hue = maximum == r ? from_red : maximum == g ? from_green : from_blue;
    hue += sixths;
    hue = hue < 0 ? hue + 6 : hue;
    hue = hue >= 6 ? hue - 6 : hue;
    uint8_t red = GRAFT_FORM(channel)(5, hue, maximum, chroma);
    uint8_t green = GRAFT_FORM(channel)(3, hue, maximum, chroma);
    uint8_t blue = GRAFT_FORM(channel)(1, hue, maximum, chroma);
    pixel[0] = red, pixel[1] = green, pixel[2] = blue;
  }
}

GRAFT_TARGET void GRAFT_FORM(graft_move_away)(
    uint8_t *restrict bytes, const uint8_t *restrict other, size_t count, float factor) {
  for (size_t i = 0; i < count; i++) {
    float value = bytes[i];
    bytes[i] = GRAFT_FORM(clipped)(value + factor * (value - (float)other[i]));
  }
}

GRAFT_TARGET void GRAFT_FORM(graft_sum_rows)(
    const uint8_t *const *rows, const float *weights, size_t taps, size_t count,
    uint8_t *restrict target) {
  float sums[512];
  for (size_t start = 0; start < count; start += 512) {
    size_t part = count - start < 512 ? count - start : 512;
    for (size_t i = 0; i < part; i++) sums[i] = 0;
    for (size_t tap = 0; tap < taps; tap++) {
      const uint8_t *row = rows[tap] + start;
      float weight = weights[tap];
      for (size_t i = 0; i < part; i++) sums[i] += weight * (float)row[i];
    }
    for (size_t i = 0; i < part; i++) target[start + i] = GRAFT_FORM(clipped)(sums[i]);
  }
}

GRAFT_TARGET void GRAFT_FORM(graft_add_noise)(
    uint8_t *restrict bytes, const float *restrict noise, size_t count, float scale) {
  for (size_t i = 0; i < count; i++) {
    bytes[i] = GRAFT_FORM(clipped)((float)bytes[i] + scale * noise[i]);
  }
}

GRAFT_TARGET void GRAFT_FORM(graft_reduce)(
    const uint8_t *source, size_t width, size_t height, size_t across, size_t down,
    uint8_t *target) {
  uint32_t sums[3 * 256];
  size_t boxes = (width + across - 1) / across;
  for (size_t top = 0; top < height; top += down) {
    size_t rows = height - top < down ? height - top : down;
    for (size_t first = 0; first < boxes; first += 256) {
      size_t part = boxes - first < 256 ? boxes - first : 256;
      for (size_t i = 0; i < part * 3; i++) sums[i] = 0;
      // The last box of a row may be narrower: it is added up like the others, over fewer pixels.
      size_t left = width - first * across;
      for (size_t row = 0; row < rows; row++) {
        const uint8_t *pixel = source + ((top + row) * width + first * across) * 3;
        for (size_t i = 0; i < part; i++) {
          size_t columns = left - i * across < across ? left - i * across : across;
          uint32_t r = 0, g = 0, b = 0;
          for (size_t column = 0; column < columns; column++, pixel += 3) {
            r += pixel[0], g += pixel[1], b += pixel[2];
          }
          sums[i * 3] += r, sums[i * 3 + 1] += g, sums[i * 3 + 2] += b;
        }
      }
      for (size_t i = 0; i < part; i++) {
        size_t columns = left - i * across < across ? left - i * across : across;
        uint32_t area = (uint32_t)(columns * rows);
        for (int channel = 0; channel < 3; channel++) {
          *target++ = (uint8_t)((sums[i * 3 + (size_t)channel] + area / 2) / area);
        }
      }
    }
  }
}
