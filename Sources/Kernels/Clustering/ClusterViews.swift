/// Borrowed pointers into a ``ClusterData``.
struct ClusterView {
    let features: Int
    let width: Int
    let cells: UnsafePointer<Double>
    let squares: UnsafePointer<Double>
    /// `nil` for complete data.
    let rowWeights: UnsafePointer<Double>?
    let onePlace: Double
}

/// Borrowed pointers into a ``Centres``.
struct CentresView {
    let count: Int
    let coordinates: UnsafePointer<Double>
    let coefficients: UnsafePointer<Double>
}

/// Calls `body` with pointers into the rows and the centres, unless there are none.
func withViews(_ data: ClusterData, _ centres: Centres, _ body: (ClusterView, CentresView) -> Void) {
    data.cells.withUnsafeBufferPointer { cells in
        data.squares.withUnsafeBufferPointer { squares in
            data.rowWeights.withUnsafeBufferPointer { rowWeights in
                centres.coordinates.withUnsafeBufferPointer { coordinates in
                    centres.coefficients.withUnsafeBufferPointer { coefficients in
                        guard let cells = cells.baseAddress, let squares = squares.baseAddress,
                            let coordinates = coordinates.baseAddress, let coefficients = coefficients.baseAddress
                        else { return }
                        body(
                            ClusterView(
                                features: data.features, width: data.width, cells: cells, squares: squares,
                                rowWeights: data.isComplete ? nil : rowWeights.baseAddress,
                                onePlace: data.onePlace),
                            CentresView(count: centres.count, coordinates: coordinates, coefficients: coefficients))
                    }
                }
            }
        }
    }
}
