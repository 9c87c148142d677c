#include "paths.h"

#ifdef GRAFT_X86
#define GRAFT_FORM(name) name##_avx2
#define GRAFT_TARGET GRAFT_AVX2
#include "colors.h"
#else
typedef int graft_no_avx2;
#endif
