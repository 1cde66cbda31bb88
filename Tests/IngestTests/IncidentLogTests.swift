import Domain
import Ingest
import Testing

/// The UCI incident log; rows, outcomes and times are those that its documentation beside the data states, counted there with
/// pandas over the last row of each incident.
@Suite(
    .enabled(
        if: SharedData.has("incident_event_log/incident_event_log.csv.gz"), "the incident log is not beside the package"
    ))
struct IncidentLogTests {
    @Test func `rows, incidents, verdicts and resolution times agree`() throws {
        var source = SourceDescription(paths: ["\(SharedData.path)/incident_event_log"], mapping: "service-now")
        source.mappingFolder = packageRoot + "/pipelines/mappings"
        let result = try Ingest.read(source, jobs: 2)
        let (table, tickets) = (try result.table("ticket_events"), result.shop.tickets)
        #expect((table.read, table.accepted, table.quarantined) == (141_712, 141_712, 0) && table.isReconciled)
        #expect(tickets.count == 24_918)
        #expect(tickets.slaMet.count { $0 == 1 } == 15_803 && tickets.slaMet.count { $0 == 0 } == 9_115)
        #expect(tickets.reassignedCount.count { $0 > 0 } == 11_369)
        #expect(tickets.reopenedCount.count { $0 > 0 } == 275)
        let minutes = (0..<tickets.count).filter { tickets.resolvedAt[$0] != Instant.missing }.map {
            (tickets.resolvedAt[$0] - tickets.createdAt[$0]) / 60_000_000
        }.sorted()
        #expect(minutes.count == 23_362)
        let mean = Double(minutes.reduce(0, +)) / Double(minutes.count) / 60
        #expect((mean * 1000).rounded() == 178_172)
        #expect(minutes[11_680] + minutes[11_681] == 2 * 1_326)  // 22.1 hours
    }
}
