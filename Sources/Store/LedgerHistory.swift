internal import Domain
internal import Foundation
internal import GRDB
internal import GRDBSQLite

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
            let layout = String(decoding: try JSONEncoder.sorted.encode(frame.layout), as: UTF8.self)
            try database.execute(
                sql: "INSERT INTO history_frames (run, as_of, layout) VALUES (\(Self.numberOf), ?, ?)",
                arguments: [run.text, asOf.microseconds, layout])
            try frame.insert(into: database, run: database.lastInsertedRowID)
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
                SELECT max(number) AS number, id, history_frames.as_of, layout
                FROM line JOIN runs USING (number) JOIN history_frames ON run = number
                GROUP BY history_frames.as_of ORDER BY history_frames.as_of DESC
                """
            return try Row.fetchAll(database, sql: sql, arguments: [run.text]).map { try HistoryFrameHead($0) }
        }
    }

    /// One customer through `frames`.
    func history(of customer: String, in frames: [HistoryFrameHead]) throws(StoreError) -> [HistoryEntry] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "\(HistoryEntry.selectSQL) WHERE run = ? AND customer_id = ?")
            return try frames.compactMap { frame in
                try Row.fetchOne(statement, arguments: [frame.number, customer]).map { HistoryEntry($0, in: frame) }
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
            let rows = try Row.fetchCursor(database, sql: sql, arguments: [head.number])
            while let row = try rows.next() {
                var cells = RowCells(row)
                ids.append(cells.next(as: String.self))
                dominant.append(contentsOf: cells.next(as: Data.self))
                memberships.append(contentsOf: cells.next(as: Data.self))
                values.append(cells.next() ?? .nan)
                risks.append(cells.next() ?? .nan)
            }
            return HistoryFrame(
                layout: head.layout, customerIDs: ids, dominant: dominant, memberships: memberships,
                ltv12m: values, churnRisk: risks)
        }
    }
}

extension HistoryFrame {
    fileprivate func insert(into database: Database, run: Int64) throws {
        let statement = try database.makeStatement(
            sql: """
                INSERT INTO customer_history (run, customer_id, dominant, memberships, ltv, churn)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        let (axes, width) = (layout.axes.count, layout.width)
        for row in 0..<customerIDs.count {
            let value = ltv12m[row].isNaN ? nil : ltv12m[row]
            let risk = churnRisk[row].isNaN ? nil : churnRisk[row]
            try statement.execute(arguments: [
                run, customerIDs[row], Data(dominant[row * axes..<(row + 1) * axes]),
                Data(memberships[row * width..<(row + 1) * width]), value, risk,
            ])
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

extension JSONEncoder {
    static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }
}
