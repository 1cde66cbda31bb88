/// The constants of a fit.
///
/// The sample is as large as the silhouette, which needs all its pairs, allows: choosing k for 14 axes is to take seconds,
/// not minutes, on two cores.
package struct SegmentationSettings: Equatable, Sendable {
    /// Customers on whom k and m are chosen; all of them where there are fewer.
    package var sample = 6_000
    /// The numbers of segments that are tried.
    package var candidates = 2...8
    /// The fuzzifiers that are tried, in this order.
    package var fuzzifiers = [2, 1.8, 1.6, 1.4, 1.2]
    /// Starts of greedy k-means++ a candidate.
    package var restarts = 10
    /// The least weighted distance of two centroids, times the square root of the features' total weight.
    package var separation = 0.3
    /// Subsamples that stability is measured on, and their share of the sample.
    package var subsamples = 20
    package var subsampleShare = 0.8
    package var leastStability = 0.75
    /// The least share of a segment.
    package var leastShare = 0.02
    /// Below this number of observed customers an axis is left without structure.
    package var leastCustomers = 50
    /// The relative change of the objective at which the final fit ends.
    package var tolerance = 1e-6

    package init() {}
}
