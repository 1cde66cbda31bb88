#pragma once

// LAPACKE takes the C99 complex types unless these are defined; Swift cannot import those.
#define lapack_complex_float float
#define lapack_complex_double double
#include <cblas.h>
#include <lapacke.h>

/// Keeps OpenBLAS on the calling thread.
///
/// Exists because its own thread count changes the order of additions, and so the last digits of a report.
static inline void clapack_use_calling_thread(void) { openblas_set_num_threads(1); }

/// The name of the kernels that OpenBLAS chose for this processor, as `Haswell`.
static inline const char *clapack_kernel_name(void) { return openblas_get_corename(); }
