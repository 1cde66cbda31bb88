internal import Crypto
internal import Domain
internal import Foundation

/// A frame of history that a snapshot sees.
struct HistoryFrameHead: Sendable {
    let number: Int64
    let run: RunID
    let asOf: Instant
    let layout: HistoryLayout
}

/// History: loaded under a run's number, seen by whoever reads that run or one after it in its line.
extension Ledger {
    func loadHistory(_ frame: HistoryFrame, run: RunID, asOf: Instant) throws(StoreError) {
        try write { database in
            let sealed = SealedLayout(axes: frame.layout.axes, digest: frame.digest)
            let layout = String(decoding: try JSONEncoder.sorted.encode(sealed), as: UTF8.self)
            let number = try Self.number(of: run, database)
            try database.execute(
                sql: "INSERT INTO history_frames (run, as_of, layout) VALUES (?, ?, ?)",
                arguments: [number, asOf.microseconds, layout])
            try frame.insert(into: database, run: number)
        }
    }

    /// The frames that a reader of `run` sees, the latest first: its own and those of the runs it followed; of several with
    /// one `as_of` the last.
    func frames(visibleFrom run: RunID) throws(StoreError) -> [HistoryFrameHead] {
        try read { database in
            let sql = """
                WITH RECURSIVE line (number) AS (
                    SELECT number FROM runs WHERE id = ?
                    UNION ALL SELECT previous FROM runs JOIN line USING (number) WHERE previous IS NOT NULL)
                , latest AS (
                    SELECT max(number) AS number FROM line JOIN history_frames ON run = number GROUP BY as_of)
                SELECT number, id, history_frames.as_of, layout
                FROM latest JOIN runs USING (number) JOIN history_frames ON run = number
                ORDER BY history_frames.as_of DESC
                """
            return try database.all(sql: sql, arguments: [run.text], HistoryFrameHead.init)
        }
    }

    /// One customer through `frames`.
    func history(of customer: String, in frames: [HistoryFrameHead]) throws(StoreError) -> [HistoryEntry] {
        try read { database in
            try frames.compactMap { frame in
                try database.first(
                    sql: "\(HistoryEntry.selectSQL) WHERE run = ? AND customer_id = ?",
                    arguments: [frame.number, customer]
                ) { HistoryEntry($0, in: frame) }
            }
        }
    }

    /// A whole frame, customers in key order.
    func frame(_ head: HistoryFrameHead) throws(StoreError) -> HistoryFrame {
        try read { database in
            let sql = "\(HistoryEntry.selectSQL) WHERE run = ? ORDER BY customer_id"
            var ids = TextColumn()
            var dominant: [UInt8] = []
            var memberships: [UInt8] = []
            var values: [Double] = []
            var risks: [Double] = []
            try database.forEachRow(sql: sql, arguments: [head.number]) { row in
                var cells = RowCells(row)
                ids.append(cells.next(as: String.self))
                dominant.append(contentsOf: cells.next(as: Data.self))
                memberships.append(contentsOf: cells.next(as: Data.self))
                values.append(cells.next() ?? .nan)
                risks.append(cells.next() ?? .nan)
                return true
            }
            return HistoryFrame(
                layout: head.layout, customerIDs: ids, dominant: dominant, memberships: memberships,
                ltv12m: values, churnRisk: risks)
        }
    }
}

/// The layout of a frame as the ledger keeps it, with a digest of the frame's rows.
struct SealedLayout: Codable {
    let axes: [HistoryLayout.Segments]
    /// `nil` in frames of earlier builds.
    let digest: String?
}

extension HistoryFrame {
    /// Over all values, in key order.
    var digest: String {
        var hash = SHA256()
        for row in 0..<customerIDs.count { hash.update(data: Data("\(customerIDs[row] ?? "")\n".utf8)) }
        hash.update(data: dominant)
        hash.update(data: memberships)
        for value in ltv12m + churnRisk {
            // A value that is not there has one form, and a zero no sign.
            var bits = (value.isNaN ? Double.nan : value + 0).bitPattern.littleEndian
            withUnsafeBytes(of: &bits) { hash.update(bufferPointer: $0) }
        }
        return hash.finalize().hexadecimal
    }

    fileprivate func insert(into database: any Database, run: Int64) throws {
        let (axes, width) = (layout.axes.count, layout.width)
        try database.insert(
            into: "customer_history", columns: ["run", "customer_id", "dominant", "memberships", "ltv", "churn"],
            count: customerIDs.count
        ) { row in
            [
                run, customerIDs[row], Data(dominant[row * axes..<(row + 1) * axes]),
                Data(memberships[row * width..<(row + 1) * width]), ltv12m[row].orNull, churnRisk[row].orNull,
            ]
        }
    }
}

extension HistoryFrameHead {
    fileprivate init(_ row: Row) throws {
        number = row["number"]
        run = try RunID(row["id"])
        asOf = Instant(microseconds: row["as_of"])
        layout = try JSONDecoder().decode(HistoryLayout.self, from: Data((row["layout"] as String).utf8))
    }
}

extension HistoryEntry {
    /// What a row holds, in this order.
    fileprivate static let selectSQL = "SELECT customer_id, dominant, memberships, ltv, churn FROM customer_history"

    fileprivate init(_ row: Row, in frame: HistoryFrameHead) {
        var cells = RowCells(row)
        _ = cells.next(as: String.self)
        let dominant = cells.next(as: Data.self)
        var memberships = cells.next(as: Data.self)[...]
        run = frame.run
        asOf = frame.asOf
        standings = zip(frame.layout.axes, dominant).map { axis, index in
            let bytes = memberships.prefix(axis.segments.count)
            memberships = memberships.dropFirst(axis.segments.count)
            let pairs = zip(axis.segments, bytes.map { Double($0) / 255 })
            return Standing(
                axis: axis.axis, segment: Int(index) < axis.segments.count ? axis.segments[Int(index)] : nil,
                memberships: Dictionary(pairs) { first, _ in first })
        }
        ltv12m = cells.next()
        churnRisk = cells.next()
    }
}

extension Double {
    /// Itself; `nil` where it is not a number.
    var orNull: Double? { isNaN ? nil : self }
}

extension JSONEncoder {
    static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }
}
