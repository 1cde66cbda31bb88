import Kernels

/// Random rows with missing values, equal values and outcomes that follow them.
struct TreeExample {
    let rows: LabelledRows
    let later: LabelledRows

    init(rows count: Int, features: Int, seed: UInt64) {
        func draw(_ stream: UInt64) -> LabelledRows {
            var random = CounterRandom(seed: seed, stream: stream)
            let columns = (0..<features).map { feature in
                (0..<count).map { _ -> Double in
                    let value = random.normal()
                    if random.uniform() < 0.1 { return .nan }
                    return feature % 3 == 2 ? value.rounded() : value
                }
            }
            let labels = (0..<count).map { row -> Bool in
                let seen = columns.prefix(3).map { $0[row].isNaN ? 1.5 : $0[row] }
                return random.uniform() < logistic(seen[0] * 2 - seen[1] * seen[2])
            }
            return LabelledRows(columns: columns, labels: labels)
        }
        (rows, later) = (draw(0), draw(1))
    }
}
