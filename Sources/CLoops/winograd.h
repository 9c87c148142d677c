// A convolution of 3×3 taps at strides of 2 with fewer multiplications; a part of `loops.h`.
//
// Along an axis output `i` is `w0·x[2i] + w2·x[2i + 2]` and `w1·x[2i + 1]`, where `x` begins in the padding.
// The first part has two taps over the even inputs: Winograd's F(m×2) needs m + 1 products for m outputs.
// The second has one tap and no such way. In two dimensions a tile of m × m outputs so takes (2m + 1)²
// products a channel, of 9m²: 81 of 144 for m = 4, 25 of 36 for m = 2.
//
// The products are those of (m + 2)² matrices: along each axis one for each of Winograd's points, and one
// for the middle tap, which meets m positions of every tile with the same weights.
#pragma clang fp contract(on)

enum { largest_tile = 4, largest_patch = 2 * largest_tile + 1 };

// Tiles whose rows lie in the matrices together, numbered image by image and row by row.
struct tiles {
  size_t first;
  size_t count;
  size_t down;    // of an image
  size_t across;
};

struct place {
  size_t image;
  size_t down;
  size_t across;
};

INLINE struct place place_of(struct tiles tiles, size_t number) {
  size_t index = tiles.first + number, row = index / tiles.across;
  return (struct place){row / tiles.down, row % tiles.down, index % tiles.across};
}

// Rows that a tile has in matrix `(a, b)`.
INLINE size_t rows_of_tile(size_t tile, size_t a, size_t b) {
  return (a > tile ? tile : 1) * (b > tile ? tile : 1);
}

// Rows that a tile has in all matrices before `(a, b)`.
INLINE size_t rows_before(size_t tile, size_t a, size_t b) {
  return a * (2 * tile + 1) + b * (a > tile ? tile : 1);
}

// Winograd's points of `tile + 1` inputs, `step` apart.
INLINE void to_points(size_t tile, const floats *x, size_t step, floats *points) {
  floats x0 = x[0], x1 = x[step], x2 = x[2 * step];
  if (tile == 2) {
    points[0] = x1 - x0;
    points[1] = x1;
    points[2] = x2 - x1;
    return;
  }
  floats x3 = x[3 * step], x4 = x[4 * step];
  floats slope = x3 - x1;
  points[0] = x3 - x1 + 2 * (x0 - x2);
  points[1] = slope - x1 - x2;
  points[2] = x3 + 2 * x1 - 3 * x2;
  points[3] = slope;
  points[4] = x4 - x2 - 2 * slope;
}

// `tile` outputs of the products at Winograd's points; adds them to `y`.
INLINE void add_outputs(size_t tile, const floats *products, size_t step, floats *y) {
  floats p0 = products[0], p1 = products[step], p2 = products[2 * step];
  if (tile == 2) {
    y[0] += p0 + p1;
    y[1] += p1 + p2;
    return;
  }
  floats p3 = products[3 * step], p4 = products[4 * step];
  floats even = p1 + p2, odd = p1 - p2;
  y[0] += p0 + even + p3;
  y[1] += odd + 2 * p3;
  y[2] += even + 4 * p3;
  y[3] += odd + 8 * p3 + p4;
}

// Tile `number` of one block of input channels: `x` is the block's image, `target` its column of the matrices.
INLINE void transform_input(
    struct graft_convolution c, struct tiles tiles, size_t tile, int is_inside,
    struct place place, size_t number, const float *x, float *target) {
  size_t patch = 2 * tile + 1, depth = c.input_blocks * c.lanes;
  floats middle[largest_patch * largest_patch];
  size_t row = 2 * tile * place.down - c.vertical.padding_before;
  size_t column = 2 * tile * place.across - c.horizontal.padding_before;
#pragma clang loop unroll(full)
  for (size_t j = 0; j < patch; j++) {
    floats line[largest_patch], points[largest_tile + 1];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < patch; i++) {
      // In the padding before the map the numbers wrap around, and are large.
      line[i] = is_inside || (row + i < c.vertical.input && column + j < c.horizontal.input)
          ? load(0, x, ((row + i) * c.horizontal.input + column + j) * c.lanes, WIDTH)
          : (floats){0};
    }
    to_points(tile, line, 2, points);
#pragma clang loop unroll(full)
    for (size_t a = 0; a <= tile; a++) middle[a * patch + j] = points[a];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < tile; i++) middle[(tile + 1 + i) * patch + j] = line[2 * i + 1];
  }
#pragma clang loop unroll(full)
  for (size_t line = 0; line < patch; line++) {
    size_t a = SMALLER(line, tile + 1), i = line - a;
    const floats *values = middle + line * patch;
    floats points[largest_tile + 1];
    to_points(tile, values, 2, points);
#pragma clang loop unroll(full)
    for (size_t b = 0; b <= tile; b++) {
      size_t row =
          tiles.count * rows_before(tile, a, b) + number * rows_of_tile(tile, a, b) + i;
      store(0, points[b], target, row * depth, WIDTH);
    }
    size_t first = tiles.count * rows_before(tile, a, tile + 1) +
        number * rows_of_tile(tile, a, tile + 1) + i * tile;
#pragma clang loop unroll(full)
    for (size_t j = 0; j < tile; j++) {
      store(0, values[2 * j + 1], target, (first + j) * depth, WIDTH);
    }
  }
}

// Rows that are multiplied at once with two registers of columns: their sums fill the registers.
enum { tall = GRAFT_WIDTH == 16 ? 14 : 6 };

// `target[row] = x[row] · u` for `rows` rows and `columns` registers of output channels; `u` of each column
// is `next_u`, its results `next_target` after the one before.
INLINE void multiply_rows(
    size_t rows, size_t columns, size_t depth, size_t lanes, const float *x, const float *u,
    size_t next_u, float *target, size_t next_target) {
  floats sums[tall][2];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) sums[row][0] = sums[row][1] = (floats){0};
  for (size_t k = 0; k < depth; k++) {
    floats first = load(0, u, k * lanes, WIDTH);
    floats second = columns > 1 ? load(0, u + next_u, k * lanes, WIDTH) : (floats){0};
#pragma clang loop unroll(full)
    for (size_t row = 0; row < rows; row++) {
      float value = x[row * depth + k];
      sums[row][0] += value * first;
      if (columns > 1) sums[row][1] += value * second;
    }
  }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) {
    store(0, sums[row][0], target, row * lanes, WIDTH);
    if (columns > 1) store(0, sums[row][1], target + next_target, row * lanes, WIDTH);
  }
}

INLINE void multiply_columns(
    size_t columns, size_t rows, size_t depth, size_t lanes, const float *x, const float *u,
    size_t next_u, float *target, size_t next_target) {
  for (; rows >= tall; rows -= tall, x += tall * depth, target += tall * lanes) {
    multiply_rows(tall, columns, depth, lanes, x, u, next_u, target, next_target);
  }
#define GRAFT_LAST_ROWS(count)                                                              \
  case count:                                                                               \
    multiply_rows(count, columns, depth, lanes, x, u, next_u, target, next_target); break
  switch (rows) {
    GRAFT_LAST_ROWS(1);
    GRAFT_LAST_ROWS(2);
    GRAFT_LAST_ROWS(3);
    GRAFT_LAST_ROWS(4);
    GRAFT_LAST_ROWS(5);
#if GRAFT_WIDTH == 16
    GRAFT_LAST_ROWS(6);
    GRAFT_LAST_ROWS(7);
    GRAFT_LAST_ROWS(8);
    GRAFT_LAST_ROWS(9);
    GRAFT_LAST_ROWS(10);
    GRAFT_LAST_ROWS(11);
    GRAFT_LAST_ROWS(12);
    GRAFT_LAST_ROWS(13);
#endif
  }
#undef GRAFT_LAST_ROWS
}

// `target [output block][row][lane] = x [row][depth] · u [output block][depth][lane]`
static void multiply(
    struct graft_convolution c, size_t rows, const float *x, const float *u, float *target) {
  size_t depth = c.input_blocks * c.lanes, parts = c.lanes / WIDTH;
  for (size_t part = 0; part < parts; part++) {
    const float *weights = u + part * WIDTH;
    float *results = target + part * WIDTH;
    size_t block = 0;
    for (; block + 2 <= c.output_blocks; block += 2) {
      multiply_columns(
          2, rows, depth, c.lanes, x, weights + block * depth * c.lanes, depth * c.lanes,
          results + block * rows * c.lanes, rows * c.lanes);
    }
    if (block < c.output_blocks) {
      multiply_columns(
          1, rows, depth, c.lanes, x, weights + block * depth * c.lanes, 0,
          results + block * rows * c.lanes, 0);
    }
  }
}

// Tile `number` of one block of output channels: `y` is the block's image.
INLINE void transform_output(
    struct graft_convolution c, struct tiles tiles, size_t tile, struct graft_bounds bounds,
    struct place place, size_t number, size_t block, floats bias, const float *products,
    float *y) {
  size_t patch = 2 * tile + 1;
  floats middle[largest_patch * largest_tile];
#pragma clang loop unroll(full)
  for (size_t line = 0; line < patch; line++) {
    size_t a = SMALLER(line, tile + 1), i = line - a;
    floats points[largest_tile + 1];
#pragma clang loop unroll(full)
    for (size_t b = 0; b <= tile; b++) {
      size_t rows = rows_of_tile(tile, a, b);
      size_t row = tiles.count * (rows_before(tile, a, b) * c.output_blocks + block * rows) +
          number * rows + i;
      points[b] = load(0, products, row * c.lanes, WIDTH);
    }
    size_t rows = rows_of_tile(tile, a, tile + 1);
    size_t first = tiles.count *
            (rows_before(tile, a, tile + 1) * c.output_blocks + block * rows) +
        number * rows + i * tile;
    floats *outputs = middle + line * tile;
#pragma clang loop unroll(full)
    for (size_t j = 0; j < tile; j++) {
      outputs[j] = load(0, products, (first + j) * c.lanes, WIDTH);
    }
    add_outputs(tile, points, 1, outputs);
  }
#pragma clang loop unroll(full)
  for (size_t j = 0; j < tile; j++) {
    floats outputs[largest_tile];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < tile; i++) outputs[i] = middle[(tile + 1 + i) * tile + j] + bias;
    add_outputs(tile, middle + j, tile, outputs);
    size_t column = tile * place.across + j;
    if (column >= c.horizontal.output) continue;
#pragma clang loop unroll(full)
    for (size_t i = 0; i < tile; i++) {
      size_t row = tile * place.down + i;
      if (row >= c.vertical.output) continue;
      store(
          0, clip(outputs[i], bounds), y, (row * c.horizontal.output + column) * c.lanes, WIDTH);
    }
  }
}

INLINE void winograd_tiles(
    struct graft_convolution c, struct tiles tiles, size_t tile, struct graft_bounds bounds,
    const float *x, const float *u, const float *bias, float *scratch, float *y) {
  size_t patch = 2 * tile + 1, depth = c.input_blocks * c.lanes;
  size_t width = c.output_blocks * c.lanes;
  size_t input = c.vertical.input * c.horizontal.input * c.lanes;
  size_t output = c.vertical.output * c.horizontal.output * c.lanes;
  float *inputs = scratch, *products = scratch + tiles.count * patch * patch * depth;
  for (size_t lane = 0; lane < depth; lane += WIDTH) {
    for (size_t number = 0; number < tiles.count; number++) {
      struct place place = place_of(tiles, number);
      size_t row = 2 * tile * place.down, column = 2 * tile * place.across;
      int is_inside = row >= c.vertical.padding_before &&
          column >= c.horizontal.padding_before &&
          row + patch <= c.vertical.input + c.vertical.padding_before &&
          column + patch <= c.horizontal.input + c.horizontal.padding_before;
      const float *source =
          x + (place.image * c.input_blocks + lane / c.lanes) * input + lane % c.lanes;
      if (is_inside) {
        transform_input(c, tiles, tile, 1, place, number, source, inputs + lane);
      } else {
        transform_input(c, tiles, tile, 0, place, number, source, inputs + lane);
      }
    }
  }
  for (size_t a = 0; a < tile + 2; a++) {
    for (size_t b = 0; b < tile + 2; b++, u += depth * width) {
      size_t before = tiles.count * rows_before(tile, a, b);
      multiply(
          c, tiles.count * rows_of_tile(tile, a, b), inputs + before * depth, u,
          products + before * width);
    }
  }
  for (size_t lane = 0; lane < width; lane += WIDTH) {
    floats term = load(0, bias, lane, WIDTH);
    for (size_t number = 0; number < tiles.count; number++) {
      struct place place = place_of(tiles, number);
      transform_output(
          c, tiles, tile, bounds, place, number, lane / c.lanes, term, products + lane % c.lanes,
          y + (place.image * c.output_blocks + lane / c.lanes) * output + lane % c.lanes);
    }
  }
}

void LOOP(strided_winograd)(
    struct graft_convolution c, size_t tile, size_t together, struct graft_bounds bounds,
    const float *x, const float *u, const float *bias, float *scratch, float *y) {
  struct tiles tiles = {
      .down = (c.vertical.output + tile - 1) / tile,
      .across = (c.horizontal.output + tile - 1) / tile,
  };
  size_t all = c.images * tiles.down * tiles.across;
  for (; tiles.first < all; tiles.first += together) {
    tiles.count = SMALLER(together, all - tiles.first);
    if (tile == 2) winograd_tiles(c, tiles, 2, bounds, x, u, bias, scratch, y);
    else winograd_tiles(c, tiles, 4, bounds, x, u, bias, scratch, y);
  }
}
