// Adam's step; a part of `loops.h`. Divisions and roots are exact, so every path gives the same numbers.
#pragma clang fp contract(off)

INLINE void adam_block(
    struct graft_adam step, const float *gradient, float *values, float *mean, float *square,
    size_t count) {
  floats value = load(0, values, 0, count), slope = load(0, gradient, 0, count);
  slope = slope + step.decay * value;
  floats first = step.first_decay * load(0, mean, 0, count) + step.first_share * slope;
  floats second = step.second_decay * load(0, square, 0, count) + step.second_share * slope * slope;
  floats size = __builtin_elementwise_sqrt(second) + step.floor;
  store(0, first, mean, 0, count);
  store(0, second, square, 0, count);
  store(0, value * step.kept - step.rate * (first / size), values, 0, count);
}

void LOOP(adam)(
    struct graft_adam step, const float *gradient, float *values, float *mean, float *square,
    size_t count) {
  size_t index = 0;
  for (; index + WIDTH <= count; index += WIDTH) {
    adam_block(step, gradient + index, values + index, mean + index, square + index, WIDTH);
  }
  if (index < count) {
    adam_block(
        step, gradient + index, values + index, mean + index, square + index, count - index);
  }
}
