package import Analytics
internal import Foundation

/// Figures or a report with the contest of champion and challenger beside them, in one object.
struct Contested<Body: Encodable & Sendable>: Encodable, Sendable {
    let body: Body
    @OrNull var contest: ChampionContest?

    init(_ body: Body, _ contest: ChampionContest?) {
        self.body = body
        self.contest = contest
    }

    func encode(to encoder: any Encoder) throws {
        try body.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(contest, forKey: .contest)
    }

    private enum CodingKeys: String, CodingKey {
        case contest
    }
}

/// The contest that stands in the figures of a version in the ledger.
package struct ContestRecord: Decodable, Sendable {
    package let contest: ChampionContest?

    /// `nil` where the version was kept without one.
    package static func read(_ metrics: String) -> ChampionContest? {
        (try? JSONDecoder().decode(ContestRecord.self, from: Data(metrics.utf8)))?.contest
    }
}
