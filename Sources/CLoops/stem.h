// A convolution of 7×7 taps at strides of 2 over a picture, with fewer multiplications along its rows; a part
// of `loops.h`.
//
// Along a row output `i` is the sum of the even taps over the even inputs and the odd taps over the odd ones,
// as if at a stride of 1: F(4×4) and F(4×3) of Winograd need 7 and 6 products for four outputs, where 28 were
// needed. Both have the points 0, 1, −1, ½, −2 and infinity, and what meets at a point is summed before it
// becomes outputs; F(4×4) has −½ besides.
#pragma clang fp contract(on)

// Tiles at once: with their sums the registers are well filled.
enum { stem_side = GRAFT_WIDTH == 16 ? 4 : 1 };

// One row of the picture, as the factors of each tile's products: `target[channel][tile][factor]`.
INLINE void stem_row(
    struct graft_convolution c, size_t channels, size_t tiles, size_t row, const float *x,
    const float *points, float *line, float *target) {
  size_t before = c.horizontal.padding_before, width = 2 * stem_outputs * tiles + stem_inputs;
  memset(line, 0, width * channels * sizeof *line);
  // In the padding above the picture the number wraps around, and is large.
  if (row < c.vertical.input) {
    size_t seen = SMALLER(c.horizontal.input, width - before);
    memcpy(
        line + before * channels, x + row * c.horizontal.input * channels,
        seen * channels * sizeof *line);
  }
  for (size_t channel = 0; channel < channels; channel++) {
    for (size_t tile = 0; tile < tiles; tile++, target += stem_room) {
      const float *inputs = line + 2 * stem_outputs * tile * channels + channel;
      for (size_t part = 0; part < stem_room; part += WIDTH) {
        floats factors = {0};
#pragma clang loop unroll(full)
        for (size_t i = 0; i < stem_inputs; i++) {
          factors += inputs[i * channels] * load(0, points, i * stem_room + part, WIDTH);
        }
        store(0, factors, target, part, WIDTH);
      }
    }
  }
}

// `count` tiles of a row of outputs; `ring` holds the factors of row `top` of the picture and those below.
INLINE void stem_tiles(
    struct graft_convolution c, size_t channels, size_t tiles, size_t count, size_t top,
    size_t first, struct graft_bounds bounds, const float *ring, const float *u, floats bias,
    float *y) {
  floats sums[stem_side][stem_points];
#pragma clang loop unroll(full)
  for (size_t tile = 0; tile < count; tile++) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < stem_points; j++) sums[tile][j] = (floats){0};
  }
  for (size_t i = 0; i < stem_taps; i++) {
    const float *row = ring + ((top + i) % stem_ring * channels * tiles + first) * stem_room;
    for (size_t channel = 0; channel < channels; channel++) {
      const float *factors = row + channel * tiles * stem_room;
#pragma clang loop unroll(full)
      for (size_t j = 0; j < stem_inputs; j++) {
        // The odd taps' points are the even ones' but for the sixth.
        size_t point = j < stem_points ? j : j - stem_points < 5 ? j - stem_points : 6;
        floats weight = load(0, u, j * c.lanes, WIDTH);
#pragma clang loop unroll(full)
        for (size_t tile = 0; tile < count; tile++) {
          sums[tile][point] += factors[tile * stem_room + j] * weight;
        }
      }
      u += stem_inputs * c.lanes;
    }
  }
#pragma clang loop unroll(full)
  for (size_t tile = 0; tile < count; tile++) {
    const floats *s = sums[tile];
    floats even = s[1] + s[2], odd = s[1] - s[2], wide = s[3] + s[5], slope = s[3] - s[5];
    floats outputs[stem_outputs] = {
        bias + s[0] + even + wide + s[4],
        bias + odd + 0.5f * slope - 2 * s[4],
        bias + even + 0.25f * wide + 4 * s[4],
        bias + odd + 0.125f * slope - 8 * s[4] + s[6],
    };
    size_t column = (first + tile) * stem_outputs;
#pragma clang loop unroll(full)
    for (size_t j = 0; j < stem_outputs; j++) {
      if (column + j < c.horizontal.output) {
        store(0, clip(outputs[j], bounds), y, (column + j) * c.lanes, WIDTH);
      }
    }
  }
}

void LOOP(stem)(
    struct graft_convolution c, size_t channels, struct graft_bounds bounds, const float *x,
    const float *u, const float *bias, float *scratch, float *y) {
  size_t tiles = (c.horizontal.output + stem_outputs - 1) / stem_outputs;
  size_t kept = channels * tiles * stem_room;
  size_t block = stem_taps * channels * stem_inputs * c.lanes;
  const float *points = u + c.output_blocks * block;
  float *line = scratch + stem_ring * kept;
  for (size_t image = 0; image < c.images; image++) {
    const float *picture = x + image * c.vertical.input * c.horizontal.input * channels;
    size_t known = 0;  // rows from the padding on that were made factors
    for (size_t row = 0; row < c.vertical.output; row++) {
      size_t top = 2 * row;
      for (; known < top + stem_taps; known++) {
        stem_row(
            c, channels, tiles, known - c.vertical.padding_before, picture, points, line,
            scratch + known % stem_ring * kept);
      }
      for (size_t lane = 0; lane < c.output_blocks * c.lanes; lane += WIDTH) {
        const float *weight = u + lane / c.lanes * block + lane % c.lanes;
        float *target = y + lane % c.lanes +
            ((image * c.output_blocks + lane / c.lanes) * c.vertical.output + row) *
                c.horizontal.output * c.lanes;
        floats term = load(0, bias, lane, WIDTH);
        size_t tile = 0;
        for (; tile + stem_side <= tiles; tile += stem_side) {
          stem_tiles(
              c, channels, tiles, stem_side, top, tile, bounds, scratch, weight, term, target);
        }
        for (; tile < tiles; tile++) {
          stem_tiles(c, channels, tiles, 1, top, tile, bounds, scratch, weight, term, target);
        }
      }
    }
  }
}
