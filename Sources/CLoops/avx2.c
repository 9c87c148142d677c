#include "paths.h"

#ifdef GRAFT_X86
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define GRAFT_PATH avx2
#define GRAFT_WIDTH 8
#include "loops.h"
#pragma clang attribute pop
#else
typedef int graft_no_avx2;
#endif
