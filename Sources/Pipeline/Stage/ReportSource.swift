internal import Domain
internal import Reports

/// A report and how a stage makes it.
struct ReportSource<S: Stage>: Sendable {
    let name: ReportName
    /// The bytes of the file, given the report's header.
    let bytes: @Sendable (StageRun<S>, ReportHeader) throws -> [UInt8]

    init<Body: Report>(_ body: @escaping @Sendable (StageRun<S>) throws -> Body) {
        name = Body.name
        bytes = { run, header in try ReportFile(header: header, body: try body(run)).bytes() }
    }
}
