import Analytics
import Domain
import Foundation
import Ingest
import Pipeline
import Testing

private let calendars = """
    calendars:
      office:
        timezone: Europe/Berlin
        hours: { mon: ["09:00-12:00", "13:00-17:00"], tue: ["00:00-24:00"] }
        holidays: ["2026-12-25"]
      shift:
        - { hours: { sat: ["08:00-10:00"] } }
        - { hours: { sat: ["08:00-12:00"] }, valid_from: 2026-02-01 }
    """

struct ServiceAgreementFileTests {
    /// The agreement of a pipeline whose two files hold these texts.
    private func read(_ policies: String, calendars text: String = calendars) throws -> ServiceAgreement {
        let folder = FileManager.default.temporaryDirectory.appending(path: "quimbi-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = ["calendar.yaml", "sla.yaml", "p.yaml"].map { folder.appending(path: $0) }
        try Data(text.utf8).write(to: names[0])
        try Data(policies.utf8).write(to: names[1])
        let pipeline = """
            source: { path: a }
            timezone: America/New_York
            stages: { support: { sla: \(names[1].path), calendar: \(names[0].path) } }
            """
        try Data(pipeline.utf8).write(to: names[2])
        return try PipelineDefinition(contentsOf: names[2].path).support
    }

    private func complaint(_ policies: String, calendars text: String = calendars) -> String {
        do {
            _ = try read(policies, calendars: text)
            return "nothing"
        } catch { return "\(error)" }
    }

    @Test func `calendars have hours, zones, holidays and versions`() throws {
        let agreement = try read("")
        #expect(agreement.calendars.map(\.name) == ["office", "shift"])
        let office = agreement.calendars[0].versions[0]
        #expect(office.zone.identifier == "Europe/Berlin")
        let (monday, tuesday): ([Range<Int32>], [Range<Int32>]) = ([32_400..<43_200, 46_800..<61_200], [0..<86_400])
        #expect(office.hours[0] == monday)
        #expect(office.hours[1] == tuesday && office.hours[2].isEmpty)
        #expect(office.holidays == [CivilDate.daysSince1970(validYear: 2026, month: 12, day: 25)])
        let shift = agreement.calendars[1].versions
        #expect(shift.map(\.zone.identifier) == ["America/New_York", "America/New_York"])
        #expect(shift.map(\.validFrom) == [nil, CivilDate.daysSince1970(validYear: 2026, month: 2, day: 1)])
        #expect(agreement.policies == ServiceAgreement.defaultPolicies)
    }

    @Test func `a policy says everything that the page names`() throws {
        let policy = try read(
            """
            policies:
              - name: urgent-vip
                match: { priority: urgent, channel: chat, category: billing, tier: vip }
                first_response: 30m
                next_response: 1h30m
                resolution: 7d
                calendar: office
                pause: [pending]
                warn_at: 0.5
                valid_from: 2026-01-01
            """
        ).policies[0]
        #expect(policy.priority == .urgent && policy.channel == "chat" && policy.category == "billing")
        #expect(policy.tier == "vip" && policy.calendar == "office" && policy.pause == [.pending])
        #expect(policy.targets == [1_800, 5_400, 604_800] && policy.warnAt == 0.5)
        #expect(policy.validFrom == CivilDate.daysSince1970(validYear: 2026, month: 1, day: 1))
    }

    @Test(arguments: [
        ("policies: [{ name: a }]", "policies[1]: promises nothing"),
        ("policies: [{ name: a, resolution: 8x }]", "is `8x`; give a duration"),
        ("policies: [{ name: a, resolution: 0h }]", "give a duration"),
        ("policies: [{ name: a, resolution: 8h, calendar: offices }]", "`offices` is no calendar; there are office"),
        ("policies: [{ name: a, resolution: 8h, match: { priority: blocker } }]", "is `blocker`"),
        ("policies: [{ name: a, resolution: 8h, pause: [open] }]", "names `open`"),
        ("policies: [{ name: a, resolution: 8h, warnat: 1 }]", "did you mean `warn_at`?"),
        ("policies: [{ name: a, resolution: 8h, valid_from: tomorrow }]", "`tomorrow` is no day"),
    ])
    func `says what is wrong with a policy`(text: String, expected: String) {
        #expect(complaint(text).contains(expected))
    }

    @Test(arguments: [
        ("calendars: { a: { hours: { mon: [\"9-17\"] } } }", "is `9-17`"),
        ("calendars: { a: { hours: { mon: [\"17:00-09:00\"] } } }", "run forward"),
        ("calendars: { a: { hours: { mon: [\"09:00-12:00\", \"11:00-13:00\"] } } }", "overlap"),
        ("calendars: { a: { hours: { monday: [\"09:00-12:00\"] } } }", "did you mean `mon`?"),
        ("calendars: { a: { timezone: Mars } }", "`Mars` is no known time zone"),
        ("calendars: { a: [{ hours: {} }, { hours: {} }] }", "two versions that begin on one day"),
    ])
    func `says what is wrong with a calendar`(text: String, expected: String) {
        #expect(complaint("", calendars: text).contains(expected))
    }

    @Test func `what the files say is in the digest`() throws {
        var one = PipelineDefinition(file: "p.yaml", name: "p", source: .init(path: "a"))
        var other = one
        other.support = try read("policies: [{ name: a, resolution: 8h }]", calendars: "")
        one.support = try read("policies: [{ name: a, resolution: 9h }]", calendars: "")
        #expect(one.digest != other.digest)
    }
}
