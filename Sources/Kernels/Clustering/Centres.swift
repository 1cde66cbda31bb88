/// Centres in the coordinates of a ``ClusterData``, with the factors that give distances by a matrix product.
struct Centres {
    /// The number of centres.
    let count: Int
    /// Coordinates, one centre after the other.
    private(set) var coordinates: [Double]
    /// `[-2v | v²]` for data with missing cells, `[-2v | Σ v²]` for complete data, one centre after the other.
    private(set) var coefficients: [Double]

    /// Centres given in the units of the data's matrix.
    init(_ centroids: Matrix, for data: ClusterData) {
        precondition(
            centroids.columns == data.features,
            "centroids of \(data.features) features are needed, \(centroids.columns) found")
        var coordinates = centroids.elements
        for index in coordinates.indices {
            let feature = index % data.features
            coordinates[index] = (coordinates[index] - data.origin[feature]) * data.scale[feature]
        }
        self.init(coordinates: coordinates, for: data)
    }

    /// Centres given in the data's own coordinates.
    init(coordinates: [Double], for data: ClusterData) {
        count = data.features == 0 ? 0 : coordinates.count / data.features
        self.coordinates = coordinates
        coefficients = []
        coefficients.reserveCapacity(count * data.width)
        for centre in 0..<count {
            let v = coordinates[centre * data.features..<(centre + 1) * data.features]
            coefficients += v.map { -2 * $0 }
            coefficients += data.isComplete ? [v.reduce(0) { $0 + $1 * $1 }] : v.map { $0 * $0 }
        }
    }

    /// The centres in the units of the data's matrix.
    func centroids(for data: ClusterData) -> Matrix {
        var values = coordinates
        for index in values.indices {
            let feature = index % data.features
            values[index] = values[index] / data.scale[feature] + data.origin[feature]
        }
        return Matrix(rows: count, columns: data.features, elements: values)
    }

    /// How many centres lie on an earlier one; see ``ClusterData/onePlace``.
    func coincident(within data: ClusterData) -> Int {
        // Two centres that each meet a row may lie on either side of it.
        let limit = 4 * data.onePlace
        return (0..<count).count { centre in
            (0..<centre).contains { squaredDistance(centre, $0, features: data.features) <= limit }
        }
    }

    private func squaredDistance(_ a: Int, _ b: Int, features: Int) -> Double {
        (0..<features).reduce(0) { sum, feature in
            let difference = coordinates[a * features + feature] - coordinates[b * features + feature]
            return sum + difference * difference
        }
    }
}
