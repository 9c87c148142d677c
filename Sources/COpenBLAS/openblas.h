#pragma once
#include <cblas.h>
#include <stddef.h>

// Not declared by every other library's cblas.h.
void openblas_set_num_threads(int count);

// LAPACK, by its Fortran name: the lengths of both words come last.
void dsyev_(
    const char *job, const char *triangle, const int *size, double *matrix, const int *stride,
    double *values, double *work, const int *work_count, int *status, size_t job_length,
    size_t triangle_length);
