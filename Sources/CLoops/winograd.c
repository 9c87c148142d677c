// What Winograd's convolutions prepare once: transformed weights, in double precision and rounded at the end.
#include <string.h>

#include "CLoops.h"
#include "sizes.h"

enum { most_taps = stem_taps, most_points = stem_inputs };

// What each product takes of an axis' taps.
typedef double factors[most_points][most_taps];

// F(m × taps) at m + taps − 2 finite points and infinity, after Toom and Cook: point p takes pⁱ/N of tap i, N the
// product of its distances to the others. The taps are every second one from `first` on.
static void add_points(
    factors result, size_t row, const double *finite, size_t count, size_t first, size_t taps) {
  for (size_t point = 0; point < count; point++, row++) {
    double power = 1;
    for (size_t other = 0; other < count; other++) {
      if (other != point) power /= finite[point] - finite[other];
    }
    for (size_t tap = 0; tap < taps; tap++, power *= finite[point]) {
      result[row][first + 2 * tap] = power;
    }
  }
  result[row][first + 2 * (taps - 1)] = 1;
}

// MARK: 3×3 taps at strides of 2

static size_t tiles_of(struct graft_convolution c, size_t tile) {
  return ((c.vertical.output + tile - 1) / tile) * ((c.horizontal.output + tile - 1) / tile);
}

size_t graft_strided_winograd_together(struct graft_convolution convolution, size_t tile) {
  enum { enough = 42 };  // rows of the matrices, three times as many as are multiplied at once
  size_t all = convolution.images * tiles_of(convolution, tile);
  return all < enough ? all : enough;
}

size_t graft_strided_winograd_scratch(struct graft_convolution convolution, size_t tile) {
  size_t rows = graft_strided_winograd_together(convolution, tile) * (2 * tile + 1) * (2 * tile + 1);
  return rows * (convolution.input_blocks + convolution.output_blocks) * convolution.lanes;
}

size_t graft_strided_winograd_weight_count(struct graft_convolution convolution, size_t tile) {
  size_t square = convolution.lanes * convolution.lanes;
  return (tile + 2) * (tile + 2) * convolution.input_blocks * convolution.output_blocks * square;
}

void graft_strided_winograd_weight(
    struct graft_convolution convolution, size_t tile, size_t inputs, size_t outputs,
    const float *weight, float *target) {
  static const double finite[] = {0, 1, -1, 2};
  factors of_axis = {{0}};
  add_points(of_axis, 0, finite, tile, 0, 2);
  of_axis[tile + 1][1] = 1;
  size_t points = tile + 2, lanes = convolution.lanes, depth = convolution.input_blocks * lanes;
  size_t matrix = depth * convolution.output_blocks * lanes;
  memset(target, 0, points * points * matrix * sizeof *target);
  for (size_t output = 0; output < outputs; output++) {
    for (size_t input = 0; input < inputs; input++, weight += 9) {
      float *place = target + (output / lanes * depth + input) * lanes + output % lanes;
      for (size_t a = 0; a < points; a++) {
        const double *f = of_axis[a];
        double row[3];
        for (size_t j = 0; j < 3; j++) {
          row[j] = f[0] * weight[j] + f[1] * weight[3 + j] + f[2] * weight[6 + j];
        }
        for (size_t b = 0; b < points; b++, place += matrix) {
          const double *g = of_axis[b];
          *place = (float)(g[0] * row[0] + g[1] * row[1] + g[2] * row[2]);
        }
      }
    }
  }
}

// MARK: 7×7 taps at strides of 2 over a picture

static const double stem_finite[] = {0, 1, -1, 0.5, -2, -0.5};

size_t graft_stem_scratch(struct graft_convolution convolution, size_t channels) {
  size_t tiles = (convolution.horizontal.output + stem_outputs - 1) / stem_outputs;
  size_t line = 2 * stem_outputs * tiles + stem_inputs;
  return channels * (stem_ring * tiles * stem_room + line);
}

size_t graft_stem_weight_count(struct graft_convolution convolution, size_t channels) {
  return stem_inputs *
      (stem_taps * channels * convolution.output_blocks * convolution.lanes + stem_room);
}

// Adds what F(4 × taps) makes of every second input: for point p the coefficients of the polynomial whose
// roots are the other points, for infinity of the one with all of them.
static void add_inputs(float *target, size_t column, size_t count, size_t first) {
  for (size_t point = 0; point <= count; point++, column++) {
    double coefficients[most_points] = {1};
    size_t degree = 0;
    for (size_t other = 0; other < count; other++) {
      if (other == point) continue;
      for (size_t power = ++degree; power > 0; power--) {
        coefficients[power] = coefficients[power - 1] - stem_finite[other] * coefficients[power];
      }
      coefficients[0] *= -stem_finite[other];
    }
    for (size_t power = 0; power <= degree; power++) {
      target[(first + 2 * power) * stem_room + column] = (float)coefficients[power];
    }
  }
}

void graft_stem_weight(
    struct graft_convolution convolution, size_t channels, size_t outputs, const float *weight,
    float *target) {
  factors of_row = {{0}};
  add_points(of_row, 0, stem_finite, 6, 0, 4);
  add_points(of_row, 7, stem_finite, 5, 1, 3);
  size_t count = graft_stem_weight_count(convolution, channels);
  memset(target, 0, count * sizeof *target);
  size_t lanes = convolution.lanes;
  for (size_t output = 0; output < outputs; output++) {
    for (size_t channel = 0; channel < channels; channel++) {
      for (size_t i = 0; i < stem_taps; i++, weight += stem_taps) {
        float *place = target + output % lanes +
            ((output / lanes * stem_taps + i) * channels + channel) * stem_inputs * lanes;
        for (size_t j = 0; j < stem_inputs; j++, place += lanes) {
          double sum = 0;
          for (size_t tap = 0; tap < stem_taps; tap++) sum += of_row[j][tap] * weight[tap];
          *place = (float)sum;
        }
      }
    }
  }
  float *points = target + count - stem_inputs * stem_room;
  add_inputs(points, 0, 6, 0);
  add_inputs(points, 7, 5, 1);
}
