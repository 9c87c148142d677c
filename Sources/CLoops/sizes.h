// Sizes that the loops over a stem and what prepares their weights and memory agree on.
#pragma once

enum {
  stem_taps = 7,
  stem_outputs = 4,  // of a tile
  stem_inputs = 13,  // of a tile, and so many products
  stem_points = 7,   // where the products are summed
  stem_room = 16,    // numbers in memory for the products' factors
  stem_ring = 8,     // rows of the picture that are kept as factors: more than meet an output
};
