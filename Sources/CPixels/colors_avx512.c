#include "paths.h"

#ifdef GRAFT_X86
#define GRAFT_FORM(name) name##_avx512
#define GRAFT_TARGET GRAFT_AVX512
#include "colors.h"
#else
typedef int graft_no_avx512;
#endif
