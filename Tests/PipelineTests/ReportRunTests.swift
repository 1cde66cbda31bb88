import Domain
import Foundation
import Pipeline
import Reports
import Store
import Testing

/// Every report of a run, as the program reads it back.
struct ReportRunTests {
    private func again<Body: Report>(_ type: Body.Type, _ data: Data) throws -> [UInt8] {
        try JSONDecoder().decode(ReportFile<Body>.self, from: data).bytes()
    }

    @Test(arguments: [true, false])
    func `each file is read into its type and written again byte for byte, and has a text`(hasTickets: Bool) throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 300, tickets: hasTickets)
        let outcome = try Runner(definition, jobs: 2).run()
        let folder = ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
        for name in ReportName.allCases {
            let data = try #require(try folder.data(name, run: outcome.run.text), "\(name.rawValue)")
            #expect(try again(name.type, data) == Array(data), "\(name.rawValue)")
            #expect(try !name.text(of: data).isEmpty, "\(name.rawValue)")
        }
    }
}
