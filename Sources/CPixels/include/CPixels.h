// The loops over pixels: resizing by Pillow's fixed-point arithmetic, and the write to floats.
//
// Images are rows of interleaved RGB bytes. Each loop has a plain form and forms for AVX2 and
// AVX-512; they add the same integers, so they give the same bytes.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum graft_pixel_path {
  graft_pixel_path_plain = 0,
  graft_pixel_path_avx2 = 1,
  graft_pixel_path_avx512 = 2,
};

enum {
  /// A weight of 1 is `1 << graft_weight_bits`.
  graft_weight_bits = 22,
  /// A weight is `high << graft_low_weight_bits | low`, each half a 16-bit number.
  graft_low_weight_bits = 11,
  /// The count of taps is a multiple of this.
  graft_tap_multiple = 4,
  /// So many bytes after the last row of a source must be readable; their values don't matter.
  graft_readable_slack = 64,
};

/// How each output position of one axis is made: position `i` is the sum over `tap` in `0..<taps` of
/// source position `starts[i] + tap` times weight `[i * taps + tap]`. Weights past the source are 0.
struct graft_weights {
  size_t count;
  size_t taps;
  const int32_t *starts;
  const int16_t *high;
  const int16_t *low;
};

/// The best path that this processor has.
enum graft_pixel_path graft_best_pixel_path(void);

/// `rows` rows of `weights.count` pixels each, from rows `source_stride` bytes apart.
void graft_resize_horizontally(
    enum graft_pixel_path path, const uint8_t *source, size_t source_stride, size_t rows,
    struct graft_weights weights, uint8_t *target);

/// One row, number `index` of `weights`, of `row_bytes` bytes. Row `r` of the source is at
/// `source + r * row_bytes`; only its first `source_rows` rows are read.
void graft_resize_vertically(
    enum graft_pixel_path path, const uint8_t *source, size_t row_bytes, size_t source_rows,
    struct graft_weights weights, size_t index, uint8_t *target);

/// `pixels` triples through `table`, `[3, 256]`: output channel `c` is `table[c][pixel[order[c]]]`.
/// With `is_mirrored` the last pixel is written first.
void graft_write_floats(
    const uint8_t *source, size_t pixels, const float *table, const uint8_t order[3],
    int is_mirrored, float *target);
