internal import Domain
internal import Synchronization

/// The reports of the published run, as its files hold them.
struct ReportRoutes: Sendable {
    let files: ReportFiles

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/reports", summary: "The reports of the published run.",
                answer: ["reports": .list(["name": .text, "path": .text])], handler: .published(list)),
            Route(
                method: .get, path: "/api/reports/{name}",
                summary: "A report as the run wrote it, or one of its lists as CSV.",
                query: [
                    .optional(
                        "list", .text(maxLength: 255),
                        "The list of the report that CSV holds, where it has several, such as `axes.segments`.")
                ],
                answer: .document, types: ["text/csv"], errors: [.reportNotFound], handler: .published(report)),
        ]
    }

    @Sendable private func list(_ call: Call, run: PublishedRun) throws -> Answer {
        let reports = files.available(run: run.id).map { name -> JSON in
            ["name": .text(name), "path": .text("/api/reports/\(name)")]
        }
        return run.answer(["reports": .array(reports)])
    }

    /// 404 where the run has no such report.
    @Sendable private func report(_ call: Call, run: PublishedRun) throws -> Answer {
        guard let source = try files.source(call["name"], run: run.id) else { throw APIError.unknownReport }
        guard try call.preferredType(of: ["application/json", "text/csv"]) == "text/csv" else {
            let pieces = Mutex(JSONSource.Pieces(source))
            // A short one has a length.
            if source.count <= JSONSource.windowSize, let all = pieces.withLock({ $0.next() }) {
                return Answer(bytes: all, type: "application/json")
            }
            return Answer(.pieces { pieces.withLock { $0.next() } }, type: "application/json")
        }
        let lines = Mutex(ReportCSV(try Self.list(call.query.text("list"), of: source)))
        return Answer(.pieces { lines.withLock { $0.next() } }, type: "text/csv; charset=utf-8")
    }

    /// The list of a name, or the only one.
    private static func list(_ name: String?, of report: JSONSource) throws(APIError) -> ReportList {
        let names = ReportList.names(in: report)
        let wanted = name ?? (names.count == 1 ? names[0] : "")
        guard let list = ReportList(wanted, in: report) else {
            throw .invalid("list", "must be one of \(names.joined(separator: ", ")), which the report has")
        }
        return list
    }
}

extension APIError {
    static let unknownReport = APIError(
        .reportNotFound, "the published run has no such report; /api/reports lists those it has")
}
