import CLAPACK

/// Evaluated once, before the first call of a BLAS or LAPACK routine.
private let confinement: Void = clapack_use_calling_thread()

/// Keeps every BLAS call of the process on the thread that makes it.
///
/// The parallelism is ours, over parts cut the same way on every machine, so that the order of additions does not
/// depend on the number of cores. Every wrapper in this folder calls this first; only the first call does anything.
func useCallingThread() {
    confinement
}
