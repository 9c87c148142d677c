// Files that travel inside the program: cards, class names, augmentation policies, the default
// weights, and the scripts of pages. The table is made by `embedded.S`; `Tests/BackbonesTests` checks that it lists every file.
#pragma once
#include <stddef.h>

struct graft_embedded_file {
  const char *name;
  const unsigned char *start;
  const unsigned char *end;
};

extern const struct graft_embedded_file graft_embedded_files[];
extern const size_t graft_embedded_file_count;

// Swift does not import arrays without a length.
static inline struct graft_embedded_file graft_embedded_file_at(size_t index) {
  return graft_embedded_files[index];
}
