/// The reports of the published run, as its files hold them.
struct ReportRoutes: Sendable {
    let files: ReportFiles

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/reports", summary: "The reports of the published run.",
                answer: ["reports": .list(["name": .text, "path": .text])], handler: .published(list)),
            Route(
                method: .get, path: "/api/reports/{name}", summary: "A report, byte for byte as the run wrote it.",
                answer: .document, errors: [.reportNotFound], handler: .published(report)),
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
        guard let bytes = files.bytes(call["name"], run: run.id) else { throw APIError.unknownReport }
        return Answer(bytes: bytes, type: "application/json")
    }
}

extension APIError {
    static let unknownReport = APIError(
        .reportNotFound, "the published run has no such report; /api/reports lists those it has")
}
