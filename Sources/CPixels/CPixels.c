#include "paths.h"

enum graft_pixel_path graft_best_pixel_path(void) {
#ifdef GRAFT_X86
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) {
    return __builtin_cpu_supports("avx512bw") ? graft_pixel_path_avx512 : graft_pixel_path_avx2;
  }
#endif
  return graft_pixel_path_plain;
}

void graft_resize_horizontally(
    enum graft_pixel_path path, const uint8_t *source, size_t source_stride, size_t rows,
    struct graft_weights weights, uint8_t *target) {
#ifdef GRAFT_X86
  if (path != graft_pixel_path_plain) {
    graft_resize_horizontally_avx2(source, source_stride, rows, weights, target);
    return;
  }
#endif
  (void)path;
  graft_resize_horizontally_plain(source, source_stride, rows, weights, target);
}

void graft_resize_vertically(
    enum graft_pixel_path path, const uint8_t *source, size_t row_bytes, size_t source_rows,
    struct graft_weights weights, size_t index, uint8_t *target) {
  size_t done = 0;
#ifdef GRAFT_X86
  if (path == graft_pixel_path_avx512) {
    done = graft_resize_vertically_avx512(source, row_bytes, source_rows, weights, index, target);
  } else if (path == graft_pixel_path_avx2) {
    done = graft_resize_vertically_avx2(source, row_bytes, source_rows, weights, index, target);
  }
#endif
  (void)path;
  graft_resize_vertically_plain(source, row_bytes, done, source_rows, weights, index, target);
}

void graft_write_floats(
    const uint8_t *source, size_t pixels, const float *table, const uint8_t order[3],
    int is_mirrored, float *target) {
  size_t first = order[0], second = order[1], third = order[2];
  ptrdiff_t step = is_mirrored ? -3 : 3;
  const uint8_t *pixel = is_mirrored && pixels ? source + (pixels - 1) * 3 : source;
  for (size_t x = 0; x < pixels; x++, pixel += step, target += 3) {
    target[0] = table[pixel[first]];
    target[1] = table[256 + pixel[second]];
    target[2] = table[512 + pixel[third]];
  }
}

void graft_mirror(uint8_t *row, size_t pixels) {
  if (pixels == 0) return;
  for (uint8_t *left = row, *right = row + (pixels - 1) * 3; left < right; left += 3, right -= 3) {
    for (int channel = 0; channel < 3; channel++) {
      uint8_t byte = left[channel];
      left[channel] = right[channel];
      right[channel] = byte;
    }
  }
}

void graft_sample(
    enum graft_pixel_path path, struct graft_picture picture, enum graft_border border,
    const uint8_t fill[3], const double map[9], size_t x, size_t y, size_t count,
    struct graft_filter horizontal, struct graft_filter vertical, uint8_t *target) {
#ifdef GRAFT_X86
  if (path != graft_pixel_path_plain) {
    graft_sample_avx2(picture, border, fill, map, x, y, count, horizontal, vertical, target);
    return;
  }
#endif
  (void)path;
  graft_sample_plain(picture, border, fill, map, x, y, count, horizontal, vertical, target);
}

void graft_map_bytes(uint8_t *pixels, size_t count, const uint8_t *tables) {
  for (size_t i = 0; i < count; i++, pixels += 3) {
    pixels[0] = tables[pixels[0]];
    pixels[1] = tables[256 + pixels[1]];
    pixels[2] = tables[512 + pixels[2]];
  }
}

void graft_count_bytes(const uint8_t *pixels, size_t count, uint32_t *counts) {
  for (size_t i = 0; i < 3 * 256; i++) counts[i] = 0;
  for (size_t i = 0; i < count; i++, pixels += 3) {
    counts[pixels[0]]++;
    counts[256 + pixels[1]]++;
    counts[512 + pixels[2]]++;
  }
}

// Calls the path's form of a loop.
#ifdef GRAFT_X86
#define GRAFT_CHOOSE(name, ...)                                              \
  switch (path) {                                                            \
    case graft_pixel_path_avx512: return name##_avx512(__VA_ARGS__);         \
    case graft_pixel_path_avx2: return name##_avx2(__VA_ARGS__);             \
    case graft_pixel_path_plain: break;                                      \
  }                                                                          \
  return name##_plain(__VA_ARGS__)
#else
#define GRAFT_CHOOSE(name, ...) \
  (void)path;                   \
  return name##_plain(__VA_ARGS__)
#endif

uint64_t graft_lightness_sum(enum graft_pixel_path path, const uint8_t *pixels, size_t count) {
  GRAFT_CHOOSE(graft_lightness_sum, pixels, count);
}

void graft_saturate(enum graft_pixel_path path, uint8_t *pixels, size_t count, float factor) {
  GRAFT_CHOOSE(graft_saturate, pixels, count, factor);
}

void graft_turn_hue(enum graft_pixel_path path, uint8_t *pixels, size_t count, float turn) {
  GRAFT_CHOOSE(graft_turn_hue, pixels, count, turn);
}

void graft_move_away(
    enum graft_pixel_path path, uint8_t *bytes, const uint8_t *other, size_t count, float factor) {
  GRAFT_CHOOSE(graft_move_away, bytes, other, count, factor);
}

void graft_sum_rows(
    enum graft_pixel_path path, const uint8_t *const *rows, const float *weights, size_t taps,
    size_t count, uint8_t *target) {
  GRAFT_CHOOSE(graft_sum_rows, rows, weights, taps, count, target);
}

void graft_add_noise(
    enum graft_pixel_path path, uint8_t *bytes, const float *noise, size_t count, float scale) {
  GRAFT_CHOOSE(graft_add_noise, bytes, noise, count, scale);
}

void graft_reduce(
    enum graft_pixel_path path, const uint8_t *source, size_t width, size_t height, size_t across,
    size_t down, uint8_t *target) {
  GRAFT_CHOOSE(graft_reduce, source, width, height, across, down, target);
}
