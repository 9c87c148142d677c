#pragma once
#include <cblas.h>

// Not declared by every other library's cblas.h.
void openblas_set_num_threads(int count);
