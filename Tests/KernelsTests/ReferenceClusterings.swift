import Foundation
import Kernels

/// Published point sets with reference labels, kept outside the repository.
struct ReferenceClustering {
    /// Where the shared data lie: `QUIMBI_SHARED_DATA`, or `../shared/data` beside the package.
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["QUIMBI_SHARED_DATA"] { return URL(fileURLWithPath: path) }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appendingPathComponent("shared/data")
    }()

    static var areAvailable: Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("clustering").path)
    }

    let points: Matrix
    /// The first reference labeling; 0 is noise.
    let labels: [Int]

    /// Reads columns `x1...xd` and the first labeling behind them.
    init(named name: String) throws {
        let text = try gunzip(Self.folder.appendingPathComponent("clustering/\(name).csv.gz"))
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

private func gunzip(_ file: URL) throws -> String {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-dc", file.path]
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
}
