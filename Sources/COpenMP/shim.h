// The OpenMP calls that Graft makes. GCC keeps omp.h in a folder that Swift's clang does not search, so
// the declarations (OpenMP 5.0, sections 3.2.1 and 3.2.5) stand here.
#pragma once
void omp_set_num_threads(int threads);
int omp_get_num_procs(void);
