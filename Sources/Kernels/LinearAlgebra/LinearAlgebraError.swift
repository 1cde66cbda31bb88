/// Why a problem of linear algebra has no usable answer.
package enum LinearAlgebraError: Error, Equatable {
    /// The leading minor of this order (1-based) is not positive: columns up to it are collinear.
    case notPositiveDefinite(minor: Int)
    /// The eigenvalue iteration left this many off-diagonal entries that did not vanish.
    case noConvergence(unresolved: Int)
}
