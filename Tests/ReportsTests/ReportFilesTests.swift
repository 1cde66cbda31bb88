import Domain
import Foundation
import Reports
import Testing

/// Report files of any release: what the types read, they write back byte for byte.
struct ReportFilesTests {
    /// A folder `reports/<pipeline>/<run>`, for reports of a shop too large to be committed.
    private static let folder = ProcessInfo.processInfo.environment["QUIMBI_REPORTS"]

    private func again<Body: Report>(_ type: Body.Type, _ data: Data) throws -> [UInt8] {
        try JSONDecoder().decode(ReportFile<Body>.self, from: data).bytes()
    }

    @Test(.enabled(if: folder != nil), arguments: ReportName.allCases)
    func `a file that is read and written again has the same bytes`(name: ReportName) throws {
        guard let data = FileManager.default.contents(atPath: "\(Self.folder ?? "")/\(name.rawValue).json") else {
            return
        }
        let bytes = try again(name.type, data)
        #expect(bytes == Array(data), "\(name.rawValue): \(bytes.count) bytes of \(data.count)")
        #expect(try !name.text(of: data).isEmpty)
    }
}
