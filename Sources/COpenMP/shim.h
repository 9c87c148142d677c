// The one OpenMP call that Graft makes. GCC keeps omp.h in a folder that Swift's clang does not
// search, so the declaration (OpenMP 5.0, section 3.2.1) stands here.
#pragma once
void omp_set_num_threads(int threads);
