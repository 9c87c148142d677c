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
