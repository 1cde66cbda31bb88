import Kernels

/// Normal clouds around random centres, with cells missing at random.
///
/// - Parameters:
///   - rows: the rows; each keeps at least one cell.
///   - features: the columns.
///   - centres: the clouds.
///   - missing: the probability that a cell is NaN.
///   - seed: of everything.
/// - Returns: `rows` × `features` numbers around 100.
func clouds(rows: Int, features: Int, centres: Int, missing: Double, seed: UInt64) -> Matrix {
    var random = CounterRandom(seed: seed, stream: 0)
    var middle = Matrix(rows: centres, columns: features)
    for centre in 0..<centres { for feature in 0..<features { middle[centre, feature] = 4 * random.normal() } }
    var table = Matrix(rows: rows, columns: features)
    for row in 0..<rows {
        let centre = random.index(below: centres)
        let kept = random.index(below: features)
        for feature in 0..<features {
            table[row, feature] = 100 + middle[centre, feature] + random.normal()
            if feature != kept && random.uniform() < missing { table[row, feature] = .nan }
        }
    }
    return table
}
