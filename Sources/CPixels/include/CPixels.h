// The loops over pixels: resizing by Pillow's fixed-point arithmetic, sampling along a map, colours, and the
// write to floats.
//
// Images are rows of interleaved RGB bytes. Each loop has a plain form and forms for AVX2 and AVX-512; they add
// the same integers, or round the same single-precision numbers in the same order, so they give the same bytes.
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

/// The pixels of a row the other way round, in place.
void graft_mirror(uint8_t *row, size_t pixels);

// MARK: Sampling along a map

/// A picture to sample: rows of RGB bytes without gaps, with `graft_readable_slack` after the last.
struct graft_picture {
  const uint8_t *pixels;
  int32_t width;
  int32_t height;
};

/// What lies beyond a picture's edge.
enum graft_border {
  graft_border_constant = 0,
  /// The picture mirrored at its edge, the outermost pixel twice.
  graft_border_reflect = 1,
  /// The outermost pixel over and over.
  graft_border_replicate = 2,
};

enum {
  /// Positions are rounded to 1/256 of a pixel.
  graft_phase_count = 256,
  /// The weights of a phase add up to `1 << graft_sample_bits`.
  graft_sample_bits = 14,
  graft_most_taps = 64,
};

/// One axis of a filter: for each phase `taps` weights, `stride` apart from the next phase's (a multiple of
/// `graft_tap_multiple`, filled up with zeros). Tap `t` of a position between pixels `k` and `k + 1` is pixel
/// `k - taps / 2 + 1 + t`.
struct graft_filter {
  int32_t taps;
  int32_t stride;
  const int16_t *weights;
};

/// `count` pixels of row `y`, from column `x` on, of a picture seen through `map`: rows of a 3×3 matrix that takes
/// the output's pixel centres to places in the source, pixel `k` covering `k` to `k + 1`.
void graft_sample(
    enum graft_pixel_path path, struct graft_picture picture, enum graft_border border,
    const uint8_t fill[3], const double map[9], size_t x, size_t y, size_t count,
    struct graft_filter horizontal, struct graft_filter vertical, uint8_t *target);

// MARK: Colours, in place

/// Each byte through its channel's table, `[3, 256]`.
void graft_map_bytes(uint8_t *pixels, size_t count, const uint8_t *tables);

/// How often each byte occurs in each channel, `[3, 256]`.
void graft_count_bytes(const uint8_t *pixels, size_t count, uint32_t *counts);

/// The sum of all pixels' lightness, each rounded to a byte: 0.299 red + 0.587 green + 0.114 blue.
uint64_t graft_lightness_sum(enum graft_pixel_path path, const uint8_t *pixels, size_t count);

/// Each pixel moved away from its lightness: `lightness + factor · (value − lightness)`, rounded.
void graft_saturate(enum graft_pixel_path path, uint8_t *pixels, size_t count, float factor);

/// Each pixel's hue turned by so large a part of the circle, 0 to 1; lightness and saturation of HSV stay.
void graft_turn_hue(enum graft_pixel_path path, uint8_t *pixels, size_t count, float turn);

/// `value + factor · (value − other)`, rounded, for `count` bytes.
void graft_move_away(
    enum graft_pixel_path path, uint8_t *bytes, const uint8_t *other, size_t count, float factor);

/// One row of bytes as the sum of `taps` rows times weights, rounded; the weights add up to 1.
void graft_sum_rows(
    enum graft_pixel_path path, const uint8_t *const *rows, const float *weights, size_t taps,
    size_t count, uint8_t *target);

/// `count` bytes plus `scale` times so many numbers, rounded.
void graft_add_noise(
    enum graft_pixel_path path, uint8_t *bytes, const float *noise, size_t count, float scale);

/// Boxes of `across` × `down` pixels of a picture of `width` × `height` as their rounded means, row by row; the
/// last box of a row or column may be smaller.
void graft_reduce(
    enum graft_pixel_path path, const uint8_t *source, size_t width, size_t height, size_t across,
    size_t down, uint8_t *target);
