// The loops themselves, in registers of GRAFT_WIDTH numbers. Included once for each path, which names
// GRAFT_PATH and GRAFT_WIDTH.
#include <string.h>

#include "sizes.h"

// No product is fused with an addition, so that every path rounds alike.
#pragma clang fp contract(off)

#define JOIN_NAMES(name, path) name##_##path
#define JOIN(name, path) JOIN_NAMES(name, path)
#define LOOP(name) JOIN(graft_##name, GRAFT_PATH)
#define INLINE __attribute__((always_inline)) static inline
#define WIDTH ((size_t)GRAFT_WIDTH)
#define SMALLER(a, b) ((a) < (b) ? (a) : (b))

typedef float floats __attribute__((vector_size(4 * GRAFT_WIDTH)));
typedef double doubles __attribute__((vector_size(8 * GRAFT_WIDTH)));
typedef uint32_t words __attribute__((vector_size(4 * GRAFT_WIDTH)));
typedef uint16_t halves __attribute__((vector_size(2 * GRAFT_WIDTH)));

// `count` is a constant WIDTH but at an odd end.
INLINE floats load(int is_bfloat16, const void *source, size_t index, size_t count) {
  if (is_bfloat16) {
    halves upper = {0};
    memcpy(&upper, (const uint16_t *)source + index, count * 2);
    return (floats)(__builtin_convertvector(upper, words) << 16);
  }
  floats result = {0};
  memcpy(&result, (const float *)source + index, count * 4);
  return result;
}

// Rounds to nearest, ties to even; a NaN stays one.
INLINE void store(int is_bfloat16, floats value, void *target, size_t index, size_t count) {
  if (is_bfloat16) {
    words bits = (words)value;
    words is_nan = (words)((bits & 0x7fffffff) > 0x7f800000);
    words rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    words upper = (rounded & ~is_nan) | (((bits >> 16) | 0x40) & is_nan);
    halves result = __builtin_convertvector(upper, halves);
    memcpy((uint16_t *)target + index, &result, count * 2);
  } else {
    memcpy((float *)target + index, &value, count * 4);
  }
}

INLINE floats choose(words where, floats yes, floats no) {
  return (floats)(((words)yes & where) | ((words)no & ~where));
}

INLINE floats clip(floats value, struct graft_bounds bounds) {
  floats low = (floats){0} + bounds.low, high = (floats){0} + bounds.high;
  value = choose((words)(value < low), low, value);
  return choose((words)(value > high), high, value);
}

// MARK: Number by number

// An infinity or NaN alone has every bit of its exponent set: one more carries into the sign's place.
int LOOP(are_finite)(const float *values, size_t count) {
  enum { block = 4096 };
  for (size_t start = 0; start < count; start += block) {
    size_t end = SMALLER(count, start + block), index = start;
    words carried = {0};
    for (; index + WIDTH <= end; index += WIDTH) {
      carried |= ((words)load(0, values, index, WIDTH) & 0x7F800000) + 0x00800000;
    }
    if (index < end) {
      carried |= ((words)load(0, values, index, end - index) & 0x7F800000) + 0x00800000;
    }
    uint32_t any = 0;
    for (size_t lane = 0; lane < WIDTH; lane++) any |= carried[lane];
    if (any >> 31) return 0;
  }
  return 1;
}

INLINE void sum_at(
    int is_bfloat16, struct graft_bounds bounds, const void *gate, const void *const *terms,
    size_t term_count, void *target, size_t index, size_t count) {
  floats sum = load(is_bfloat16, terms[0], index, count);
  for (size_t term = 1; term < term_count; term++) {
    sum += load(is_bfloat16, terms[term], index, count);
  }
  if (gate) {
    floats at = load(is_bfloat16, gate, index, count);
    words is_flat = (words)(at <= (floats){0} + bounds.low) |
        (words)(at >= (floats){0} + bounds.high);
    sum = choose(is_flat, (floats){0}, sum);
  } else {
    sum = clip(sum, bounds);
  }
  store(is_bfloat16, sum, target, index, count);
}

INLINE void sum_all(
    int is_bfloat16, struct graft_bounds bounds, const void *gate, const void *const *terms,
    size_t term_count, void *target, size_t count) {
  size_t index = 0;
  for (; index + WIDTH <= count; index += WIDTH) {
    sum_at(is_bfloat16, bounds, gate, terms, term_count, target, index, WIDTH);
  }
  if (index < count) {
    sum_at(is_bfloat16, bounds, gate, terms, term_count, target, index, count - index);
  }
}

// One or two terms are the common case; their addresses then stay in registers.
INLINE void sum_some(
    int is_bfloat16, struct graft_bounds bounds, const void *gate, const void *const *terms,
    size_t term_count, void *target, size_t count) {
  if (term_count > 2) {
    sum_all(is_bfloat16, bounds, gate, terms, term_count, target, count);
  } else if (term_count == 2) {
    const void *both[2] = {terms[0], terms[1]};
    sum_all(is_bfloat16, bounds, gate, both, 2, target, count);
  } else {
    const void *only[1] = {terms[0]};
    sum_all(is_bfloat16, bounds, gate, only, 1, target, count);
  }
}

void LOOP(sum)(
    int is_bfloat16, struct graft_bounds bounds, const void *gate, const void *const *terms,
    size_t term_count, void *target, size_t count) {
  if (is_bfloat16 && gate) sum_some(1, bounds, gate, terms, term_count, target, count);
  if (is_bfloat16 && !gate) sum_some(1, bounds, NULL, terms, term_count, target, count);
  if (!is_bfloat16 && gate) sum_some(0, bounds, gate, terms, term_count, target, count);
  if (!is_bfloat16 && !gate) sum_some(0, bounds, NULL, terms, term_count, target, count);
}

// `b` or, where it is null, one factor for all.
INLINE void product(
    int is_bfloat16, const void *a, const void *b, float factor, void *target, size_t count) {
  for (size_t index = 0; index < count; index += WIDTH) {
    size_t part = SMALLER(WIDTH, count - index);
    if (part == WIDTH) {
      floats other = b ? load(is_bfloat16, b, index, WIDTH) : (floats){0} + factor;
      store(is_bfloat16, load(is_bfloat16, a, index, WIDTH) * other, target, index, WIDTH);
    } else {
      floats other = b ? load(is_bfloat16, b, index, part) : (floats){0} + factor;
      store(is_bfloat16, load(is_bfloat16, a, index, part) * other, target, index, part);
    }
  }
}

void LOOP(product)(int is_bfloat16, const void *a, const void *b, void *target, size_t count) {
  if (is_bfloat16) product(1, a, b, 0, target, count);
  else product(0, a, b, 0, target, count);
}

void LOOP(scale)(int is_bfloat16, const void *x, float factor, void *target, size_t count) {
  if (is_bfloat16) product(1, x, NULL, factor, target, count);
  else product(0, x, NULL, factor, target, count);
}

// MARK: Channel by channel

// So many positions, whose sums are made in 32 bits; one where all channels lie in one block, so that
// memory is read in its order.
INLINE size_t positions_at_once(struct graft_extent extent) { return extent.lanes > 16 ? 1 : 32; }

// A register's width of channels over some positions of an image.
struct tile {
  size_t start;  // Of the first position's numbers in the map.
  size_t step;  // From one position to the next.
  size_t positions;
  size_t lanes;  // At most WIDTH.
  size_t channel;
  size_t channels;  // Lanes that are channels, not padding.
};

INLINE struct tile tile_at(
    struct graft_extent extent, size_t most, size_t image, size_t block, size_t position,
    size_t lane) {
  size_t channel = block * extent.lanes + lane;
  size_t lanes = SMALLER(WIDTH, extent.lanes - lane);
  size_t left = extent.channels > channel ? extent.channels - channel : 0;
  return (struct tile){
      .start =
          ((image * extent.blocks + block) * extent.positions + position) * extent.lanes + lane,
      .step = extent.lanes,
      .positions = SMALLER(most, extent.positions - position),
      .lanes = lanes,
      .channel = channel,
      .channels = SMALLER(lanes, left),
  };
}

#define FOR_EACH_TILE(extent, most)                                                              \
  for (size_t image = 0; image < extent.images; image++)                                         \
    for (size_t block = 0; block < extent.blocks; block++)                                       \
      for (size_t position = 0; position < extent.positions; position += most)                   \
        for (size_t lane = 0; lane < extent.lanes; lane += WIDTH)

#define TILE(extent, most) tile_at(extent, most, image, block, position, lane)

// Calls with constants where a tile is as wide as a register.
#define WITH_WIDTH(tile, call)           \
  if ((tile).lanes == WIDTH) {           \
    const size_t width = WIDTH;          \
    call;                                \
  } else {                               \
    const size_t width = (tile).lanes;   \
    call;                                \
  }

// The tile's numbers in a list, zeros for padding; no list is all zeros.
INLINE floats of_tile(struct tile tile, const float *list) {
  if (!list || !tile.channels) return (floats){0};
  return tile.channels == WIDTH ? load(0, list, tile.channel, WIDTH)
                                : load(0, list, tile.channel, tile.channels);
}

INLINE void scale_shift_tile(
    int is_bfloat16, struct tile tile, size_t width, struct graft_bounds bounds, const void *x,
    floats scale, floats shift, const void *residual, void *target) {
  size_t index = tile.start;
  for (size_t position = 0; position < tile.positions; position++, index += tile.step) {
    floats value = scale * load(is_bfloat16, x, index, width) + shift;
    if (residual) value += load(is_bfloat16, residual, index, width);
    store(is_bfloat16, clip(value, bounds), target, index, width);
  }
}

INLINE void scale_shift(
    int is_bfloat16, struct graft_extent extent, struct graft_bounds bounds, const void *x,
    const float *scale, const float *shift, const void *residual, void *target) {
  size_t most = positions_at_once(extent);
  FOR_EACH_TILE(extent, most) {
    struct tile tile = TILE(extent, most);
    floats factors = of_tile(tile, scale), terms = of_tile(tile, shift);
    WITH_WIDTH(
        tile, scale_shift_tile(
                  is_bfloat16, tile, width, bounds, x, factors, terms, residual, target));
  }
}

void LOOP(scale_shift)(
    int is_bfloat16, struct graft_extent extent, struct graft_bounds bounds, const void *x,
    const float *scale, const float *shift, const void *residual, void *target) {
  if (is_bfloat16) scale_shift(1, extent, bounds, x, scale, shift, residual, target);
  else scale_shift(0, extent, bounds, x, scale, shift, residual, target);
}

INLINE void fill(
    int is_bfloat16, struct graft_extent extent, const float *values, void *target) {
  size_t most = positions_at_once(extent);
  FOR_EACH_TILE(extent, most) {
    struct tile tile = TILE(extent, most);
    floats value = of_tile(tile, values + image * extent.channels);
    for (size_t row = 0; row < tile.positions; row++) {
      size_t index = tile.start + row * tile.step;
      WITH_WIDTH(tile, store(is_bfloat16, value, target, index, width));
    }
  }
}

void LOOP(fill)(
    int is_bfloat16, struct graft_extent extent, const float *values, void *target) {
  if (is_bfloat16) fill(1, extent, values, target);
  else fill(0, extent, values, target);
}

INLINE void add_to(double *sums, floats values) {
  doubles sum;
  memcpy(&sum, sums, sizeof sum);
  sum += __builtin_convertvector(values, doubles);
  memcpy(sums, &sum, sizeof sum);
}

INLINE void moments_tile(
    int is_bfloat16, struct tile tile, size_t width, const void *gradient, const void *x,
    floats centre, double *first, double *second) {
  floats sum = {0}, products = {0};
  size_t index = tile.start;
  for (size_t position = 0; position < tile.positions; position++, index += tile.step) {
    floats deviation = load(is_bfloat16, x, index, width) - centre;
    floats factor = gradient ? load(is_bfloat16, gradient, index, width) : deviation;
    sum += factor;
    products += factor * deviation;
  }
  add_to(first + tile.channel, sum);
  add_to(second + tile.channel, products);
}

INLINE void moments(
    int is_bfloat16, struct graft_extent extent, const void *gradient, const void *x,
    const float *centre, double *first, double *second) {
  memset(first, 0, graft_list_room(extent) * sizeof *first);
  memset(second, 0, graft_list_room(extent) * sizeof *second);
  size_t most = positions_at_once(extent);
  FOR_EACH_TILE(extent, most) {
    struct tile tile = TILE(extent, most);
    floats middle = of_tile(tile, centre);
    WITH_WIDTH(
        tile, moments_tile(is_bfloat16, tile, width, gradient, x, middle, first, second));
  }
}

void LOOP(moments)(
    int is_bfloat16, struct graft_extent extent, const void *gradient, const void *x,
    const float *centre, double *first, double *second) {
  if (is_bfloat16 && gradient) moments(1, extent, gradient, x, centre, first, second);
  if (is_bfloat16 && !gradient) moments(1, extent, NULL, x, centre, first, second);
  if (!is_bfloat16 && gradient) moments(0, extent, gradient, x, centre, first, second);
  if (!is_bfloat16 && !gradient) moments(0, extent, NULL, x, centre, first, second);
}

INLINE void input_gradient_tile(
    int is_bfloat16, struct tile tile, size_t width, const void *gradient, const void *x,
    floats mean, floats a, floats q, floats t, void *target) {
  size_t index = tile.start;
  for (size_t position = 0; position < tile.positions; position++, index += tile.step) {
    floats deviation = load(is_bfloat16, x, index, width) - mean;
    floats value = a * load(is_bfloat16, gradient, index, width) + (q * deviation + t);
    store(is_bfloat16, value, target, index, width);
  }
}

INLINE void input_gradient(
    int is_bfloat16, struct graft_extent extent, const void *gradient, const void *x,
    const float *mean, const float *a, const float *q, const float *t, void *target) {
  size_t most = positions_at_once(extent);
  FOR_EACH_TILE(extent, most) {
    struct tile tile = TILE(extent, most);
    floats means = of_tile(tile, mean), factors = of_tile(tile, a), slopes = of_tile(tile, q);
    floats terms = of_tile(tile, t);
    WITH_WIDTH(
        tile, input_gradient_tile(
                  is_bfloat16, tile, width, gradient, x, means, factors, slopes, terms, target));
  }
}

void LOOP(input_gradient)(
    int is_bfloat16, struct graft_extent extent, const void *gradient, const void *x,
    const float *mean, const float *a, const float *q, const float *t, void *target) {
  if (is_bfloat16) input_gradient(1, extent, gradient, x, mean, a, q, t, target);
  else input_gradient(0, extent, gradient, x, mean, a, q, t, target);
}

#include "adam.h"
#include "convolution.h"
#include "depthwise.h"
#include "mask.h"
#include "stem.h"
#include "winograd.h"
