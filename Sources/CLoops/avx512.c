#include "paths.h"

#ifdef GRAFT_X86
#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#define GRAFT_PATH avx512
#define GRAFT_WIDTH 16
#include "loops.h"
#pragma clang attribute pop
#else
typedef int graft_no_avx512;
#endif
