import CLAPACK

/// The kernels that OpenBLAS chose for this processor, as `Haswell`.
///
/// They add in different orders, so that the last digits of a product differ from one to the other.
package let kernelName = String(cString: clapack_kernel_name())
