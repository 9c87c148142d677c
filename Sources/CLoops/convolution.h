// The weight gradient of a convolution between maps in blocks of channels; a part of `loops.h`. Limited
// by arithmetic, so products and additions are fused where the processor can.
#pragma clang fp contract(on)

// Input channels that are summed at once: with their sums the registers are well filled, and are loaded
// and stored once an image, not once a row.
enum { summed = GRAFT_WIDTH == 16 ? 16 : 8 };

// Outputs from `first` up to `end` see inside the input through a tap.
struct range {
  size_t first;
  size_t end;
};

INLINE struct range seen(struct graft_axis axis, size_t tap) {
  size_t before = axis.padding_before, reach = tap * axis.dilation;
  struct range range = {0, 0};
  if (before > reach) range.first = (before - reach + axis.stride - 1) / axis.stride;
  if (axis.input + before > reach) range.end = (axis.input + before - reach - 1) / axis.stride + 1;
  range.end = SMALLER(range.end, axis.output);
  return range;
}

// Where one pair of blocks lies: an image of each, and what lies between images.
struct maps {
  const float *x;
  const float *gradient;
  size_t next_x;
  size_t next_gradient;
};

// Adds to `sums`, rows `lanes` apart, what one tap met in `images` images.
INLINE void tap_products(
    struct graft_convolution c, struct maps maps, size_t images, size_t i, size_t j,
    float *sums) {
  struct graft_axis v = c.vertical, h = c.horizontal;
  struct range rows = seen(v, i), columns = seen(h, j);
  if (columns.first >= columns.end) return;
  floats totals[summed];
#pragma clang loop unroll(full)
  for (size_t k = 0; k < summed; k++) totals[k] = load(0, sums, k * c.lanes, WIDTH);
  for (size_t image = 0; image < images; image++) {
    for (size_t row = rows.first; row < rows.end; row++) {
      size_t line = row * v.stride + i * v.dilation - v.padding_before;
      size_t place = line * h.input + columns.first * h.stride + j * h.dilation - h.padding_before;
      const float *x = maps.x + image * maps.next_x + place * c.lanes;
      const float *gradient = maps.gradient + image * maps.next_gradient +
          (row * h.output + columns.first) * c.lanes;
      for (size_t column = columns.first; column < columns.end; column++) {
        floats met = load(0, gradient, 0, WIDTH);
#pragma clang loop unroll(full)
        for (size_t k = 0; k < summed; k++) totals[k] += x[k] * met;
        x += h.stride * c.lanes;
        gradient += c.lanes;
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t k = 0; k < summed; k++) store(0, totals[k], sums, k * c.lanes, WIDTH);
}

void LOOP(convolution_weight_gradient)(
    struct graft_convolution c, const float *x, const float *gradient, float *target) {
  enum { cached = 256 << 10 };  // bytes of `x` that every output channel meets again
  struct graft_axis v = c.vertical, h = c.horizontal;
  size_t input = v.input * h.input * c.lanes, output = v.output * h.output * c.lanes;
  size_t square = c.lanes * c.lanes, taps = v.kernel * h.kernel;
  size_t most = cached / (input * sizeof *x), together = most > 0 ? most : 1;
  memset(target, 0, c.output_blocks * c.input_blocks * taps * square * sizeof *target);
  for (size_t image = 0; image < c.images; image += together) {
    size_t images = SMALLER(together, c.images - image);
    float *sums = target;
    for (size_t to = 0; to < c.output_blocks; to++) {
      for (size_t from = 0; from < c.input_blocks; from++) {
        struct maps maps = {
            x + (image * c.input_blocks + from) * input,
            gradient + (image * c.output_blocks + to) * output, c.input_blocks * input,
            c.output_blocks * output};
        for (size_t tap = 0; tap < taps; tap++, sums += square) {
          for (size_t k = 0; k < c.lanes; k += summed) {
            for (size_t lane = 0; lane < c.lanes; lane += WIDTH) {
              struct maps part = maps;
              part.x += k;
              part.gradient += lane;
              tap_products(
                  c, part, images, tap / h.kernel, tap % h.kernel, sums + k * c.lanes + lane);
            }
          }
        }
      }
    }
  }
}
