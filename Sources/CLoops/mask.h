// Dropout masks; a part of `loops.h`. Philox4x32-10 as `RandomStream` has it, in half as many 64-bit lanes as
// a register has numbers: a lane is a block, and its upper half holds what a product leaves there.

typedef uint64_t longs __attribute__((vector_size(4 * GRAFT_WIDTH)));
enum { blocks_at_once = GRAFT_WIDTH / 2 };

// The blocks from `first` on, each as its four words.
INLINE void philox(struct graft_philox stream, uint32_t first, uint32_t *words_of_blocks) {
  longs low = (longs){0} + 0xFFFFFFFFu;
  longs c0, c1 = (longs){0} + stream.counter[0], c2 = (longs){0} + stream.counter[1];
  longs c3 = (longs){0} + stream.counter[2];
  for (int lane = 0; lane < blocks_at_once; lane++) c0[lane] = (uint32_t)(first + (uint32_t)lane);
  uint32_t k0 = stream.key[0], k1 = stream.key[1];
  for (int round = 0; round < 10; round++) {
    longs product = (c0 & low) * 0xD2511F53u, other = (c2 & low) * 0xCD9E8D57u;
    c0 = (other >> 32) ^ c1 ^ (uint64_t)k0;
    c1 = other;
    c2 = (product >> 32) ^ c3 ^ (uint64_t)k1;
    c3 = product;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  longs front = (c0 & low) | (c1 << 32), back = (c2 & low) | (c3 << 32);
  for (int lane = 0; lane < blocks_at_once; lane++) {
    uint64_t pair[2] = {front[lane], back[lane]};
    memcpy(words_of_blocks + lane * 4, pair, sizeof pair);
  }
}

void LOOP(mask)(
    struct graft_philox stream, uint32_t first, uint32_t threshold, float kept, float *mask,
    size_t count) {
  enum { values_at_once = 8 * blocks_at_once };
  uint32_t drawn[4 * blocks_at_once];
  float values[values_at_once];
  for (size_t start = 0; start < count; start += values_at_once, first += blocks_at_once) {
    philox(stream, first, drawn);
    for (size_t index = 0; index < values_at_once; index += WIDTH) {
      halves decisions;
      memcpy(&decisions, (const uint16_t *)drawn + index, sizeof decisions);
      words is_kept = (words)(__builtin_convertvector(decisions, words) >= threshold);
      store(0, choose(is_kept, (floats){0} + kept, (floats){0}), values, index, WIDTH);
    }
    memcpy(mask + start, values, SMALLER(count - start, (size_t)values_at_once) * sizeof *mask);
  }
}
