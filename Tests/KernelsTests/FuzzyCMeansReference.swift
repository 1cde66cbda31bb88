import Foundation
import Kernels

/// Fuzzy c-means written down cell by cell, as its formulas stand: the oracle for the products.
struct FuzzyCMeansReference {
    let table: Matrix
    let weights: [Double]
    let fuzzifier: Double

    func squaredDistance(_ row: Int, _ centroids: Matrix, _ centre: Int) -> Double {
        var (sum, observed) = (0.0, 0.0)
        for feature in 0..<table.columns where !table[row, feature].isNaN {
            sum += weights[feature] * pow(table[row, feature] - centroids[centre, feature], 2)
            observed += weights[feature]
        }
        return sum * weights.reduce(0, +) / observed
    }

    func memberships(_ row: Int, _ centroids: Matrix) -> [Double] {
        let distances = (0..<centroids.rows).map { squaredDistance(row, centroids, $0) }
        let onCentre = distances.filter { $0 == 0 }.count
        if onCentre > 0 { return distances.map { $0 == 0 ? 1 / Double(onCentre) : 0 } }
        return distances.map { own in 1 / distances.reduce(0) { $0 + pow(own / $1, 1 / (fuzzifier - 1)) } }
    }

    func objective(_ centroids: Matrix) -> Double {
        (0..<table.rows).reduce(0) { total, row in
            let memberships = memberships(row, centroids)
            return (0..<centroids.rows).reduce(total) {
                $0 + pow(memberships[$1], fuzzifier) * squaredDistance(row, centroids, $1)
            }
        }
    }

    func moved(_ centroids: Matrix) -> Matrix {
        var (sums, mass) = (Matrix(rows: centroids.rows, columns: table.columns), centroids)
        mass = Matrix(rows: centroids.rows, columns: table.columns)
        let total = weights.reduce(0, +)
        for row in 0..<table.rows {
            let observed = (0..<table.columns).filter { !table[row, $0].isNaN }
            let rowWeight = total / observed.reduce(0) { $0 + weights[$1] }
            for (centre, membership) in memberships(row, centroids).enumerated() {
                for feature in observed {
                    let share = pow(membership, fuzzifier) * rowWeight
                    sums[centre, feature] += share * table[row, feature]
                    mass[centre, feature] += share
                }
            }
        }
        var result = centroids
        for centre in 0..<centroids.rows {
            for feature in 0..<table.columns where mass[centre, feature] > 0 {
                result[centre, feature] = sums[centre, feature] / mass[centre, feature]
            }
        }
        return result
    }
}
