extension SegmentModel {
    /// The same model, whose next segments to be born take no number that `other` has used.
    ///
    /// An older version that was promoted again does not know the segments that later versions gave birth to; their ids must
    /// not come to mean something else.
    package func numbered(after other: SegmentModel) -> SegmentModel {
        let axes = axes.map { axis in
            var axis = axis
            let used = other.axes.first { $0.axis == axis.axis }?.nextNumber ?? 1
            axis.nextNumber = max(axis.nextNumber, used)
            return axis
        }
        return SegmentModel(
            version: version, cutoff: cutoff, seed: seed, medianOrderValue: medianOrderValue, axes: axes,
            archetypeDropOrder: archetypeDropOrder)
    }
}
