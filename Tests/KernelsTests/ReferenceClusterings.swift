import Kernels

/// Published point sets with reference labels, kept outside the repository.
struct ReferenceClustering {
    static var areAvailable: Bool {
        SharedData.holds("clustering")
    }

    let points: Matrix
    /// The first reference labeling; 0 is noise.
    let labels: [Int]

    /// Reads columns `x1...xd` and the first labeling behind them.
    init(named name: String) throws {
        let text = try SharedData.text(ofCompressed: "clustering/\(name).csv.gz")
        let lines = text.split(separator: "\n")
        let features = (lines.first ?? "").split(separator: ",").prefix { $0.hasPrefix("x") }.count
        let rows = lines.dropFirst().map { line in line.split(separator: ",").compactMap { Double($0) } }
        points = Matrix(rows.map { Array($0.prefix(features)) })
        labels = rows.map { Int($0[features]) }
    }

    /// The mean of every labelled group, noise left out.
    var labelMeans: Matrix {
        let groups = Set(labels).subtracting([0]).sorted()
        return Matrix(
            groups.map { group in
                let members = points.selecting(rows: labels.indices.filter { labels[$0] == group })
                return (0..<points.columns).map { Moments(members.column($0)).mean }
            })
    }
}
