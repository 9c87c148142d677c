// The weight gradient of a depthwise convolution; a part of `loops.h`. Limited by arithmetic, so
// products and additions are fused where the processor can.
#pragma clang fp contract(on)

// One image and block of `x` as 32-bit numbers, with its padding, so that no tap needs to be checked.
INLINE void pad_image(
    int is_bfloat16, struct graft_depthwise c, const void *x, size_t start, float *target) {
  struct graft_axis v = c.vertical, h = c.horizontal;
  size_t rows = (v.output - 1) * v.stride + (v.kernel - 1) * v.dilation + 1;
  size_t columns = (h.output - 1) * h.stride + (h.kernel - 1) * h.dilation + 1;
  size_t left = SMALLER(h.padding_before, columns);
  size_t inside = SMALLER(h.input, columns - left);
  for (size_t row = 0; row < rows; row++, target += columns * c.lanes) {
    if (row < v.padding_before || row - v.padding_before >= v.input) {
      memset(target, 0, columns * c.lanes * sizeof *target);
      continue;
    }
    size_t source = start + (row - v.padding_before) * h.input * c.lanes;
    memset(target, 0, left * c.lanes * sizeof *target);
    float *first = target + left * c.lanes;
    for (size_t index = 0; index < inside * c.lanes; index += WIDTH) {
      store(0, load(is_bfloat16, x, source + index, WIDTH), first, index, WIDTH);
    }
    memset(first + inside * c.lanes, 0, (columns - left - inside) * c.lanes * sizeof *target);
  }
}

// Adds to `sums`, `lanes` apart, what neighbouring taps of a row met. `taps` is a constant; two chains of
// additions for each hide their latency.
INLINE void depthwise_taps(
    const size_t taps, struct graft_depthwise c, const float *x, const float *gradient,
    float *sums) {
  enum { most = 5 };
  size_t next = c.horizontal.stride * c.lanes, apart = c.horizontal.dilation * c.lanes;
  floats even[most] = {{0}}, odd[most] = {{0}};
  size_t column = 0;
  for (; column + 2 <= c.horizontal.output; column += 2) {
    const float *at = x + column * next;
    floats first = load(0, gradient, column * c.lanes, WIDTH);
    floats second = load(0, gradient, (column + 1) * c.lanes, WIDTH);
#pragma clang loop unroll(full)
    for (size_t tap = 0; tap < taps; tap++) {
      even[tap] += first * load(0, at, tap * apart, WIDTH);
      odd[tap] += second * load(0, at, next + tap * apart, WIDTH);
    }
  }
  if (column < c.horizontal.output) {
    floats first = load(0, gradient, column * c.lanes, WIDTH);
#pragma clang loop unroll(full)
    for (size_t tap = 0; tap < taps; tap++) {
      even[tap] += first * load(0, x + column * next, tap * apart, WIDTH);
    }
  }
#pragma clang loop unroll(full)
  for (size_t tap = 0; tap < taps; tap++) {
    floats sum = load(0, sums, tap * c.lanes, WIDTH) + (even[tap] + odd[tap]);
    store(0, sum, sums, tap * c.lanes, WIDTH);
  }
}

INLINE void depthwise_row(
    struct graft_depthwise c, const float *x, const float *gradient, float *sums) {
  if (c.horizontal.kernel == 5) {
    depthwise_taps(5, c, x, gradient, sums);
  } else if (c.horizontal.kernel == 3) {
    depthwise_taps(3, c, x, gradient, sums);
  } else {
    for (size_t tap = 0; tap < c.horizontal.kernel; tap++) {
      size_t offset = tap * c.horizontal.dilation * c.lanes;
      depthwise_taps(1, c, x + offset, gradient, sums + tap * c.lanes);
    }
  }
}

// The sums of one image and block, from its padded copy.
INLINE void depthwise_image(
    int is_bfloat16, struct graft_depthwise c, const float *x, const void *gradient, size_t start,
    float *converted, float *sums) {
  struct graft_axis v = c.vertical, h = c.horizontal;
  size_t columns = (h.output - 1) * h.stride + (h.kernel - 1) * h.dilation + 1;
  for (size_t row = 0; row < v.output; row++, start += h.output * c.lanes) {
    const float *numbers = (const float *)gradient + start;
    if (is_bfloat16) {
      for (size_t index = 0; index < h.output * c.lanes; index += WIDTH) {
        store(0, load(1, gradient, start + index, WIDTH), converted, index, WIDTH);
      }
      numbers = converted;
    }
    for (size_t i = 0; i < v.kernel; i++) {
      const float *line = x + (row * v.stride + i * v.dilation) * columns * c.lanes;
      for (size_t lane = 0; lane < c.lanes; lane += WIDTH) {
        depthwise_row(c, line + lane, numbers + lane, sums + i * h.kernel * c.lanes + lane);
      }
    }
  }
}

INLINE void depthwise_weight_gradient(
    int is_bfloat16, struct graft_depthwise c, const void *x, const void *gradient, void *scratch,
    float *target) {
  size_t taps = c.vertical.kernel * c.horizontal.kernel * c.lanes;
  size_t input = c.vertical.input * c.horizontal.input * c.lanes;
  size_t output = c.vertical.output * c.horizontal.output * c.lanes;
  double *totals = scratch;
  float *sums = (float *)(totals + taps), *converted = sums + taps;
  float *padded = converted + c.horizontal.output * c.lanes;
  for (size_t block = 0; block < c.blocks; block++, target += taps) {
    memset(totals, 0, taps * sizeof *totals);
    for (size_t image = 0; image < c.images; image++) {
      size_t index = image * c.blocks + block;
      memset(sums, 0, taps * sizeof *sums);
      pad_image(is_bfloat16, c, x, index * input, padded);
      depthwise_image(is_bfloat16, c, padded, gradient, index * output, converted, sums);
      for (size_t tap = 0; tap < taps; tap += WIDTH) {
        add_to(totals + tap, load(0, sums, tap, WIDTH));
      }
    }
    for (size_t tap = 0; tap < taps; tap++) target[tap] = (float)totals[tap];
  }
}

void LOOP(depthwise_weight_gradient)(
    int is_bfloat16, struct graft_depthwise convolution, const void *x, const void *gradient,
    void *scratch, float *target) {
  if (is_bfloat16) depthwise_weight_gradient(1, convolution, x, gradient, scratch, target);
  else depthwise_weight_gradient(0, convolution, x, gradient, scratch, target);
}
