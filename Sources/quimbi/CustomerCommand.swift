import ArgumentParser
import Domain
import Foundation
import Pipeline
import Reports
import Store
import Tables

struct CustomerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer", abstract: "Show one customer on one screen.")

    @Argument(help: "The customer's id.")
    var id: String

    @OptionGroup var reading: ReadingOptions

    func run() throws {
        let store = try reading.open().store
        let snapshot = try store.snapshot()
        let found = try snapshot.readBlocking { reader in
            (
                try reader.profile(id), try reader.segments(id), try reader.history(id),
                snapshot.has(ChurnScoresTable.table) ? try reader.churn(id) : nil
            )
        }
        guard let profile = found.0 else {
            throw RunError(.usage, "run \(snapshot.run.id) of pipeline \(store.pipeline) has no customer `\(id)`")
        }
        print(try heading(profile, found.3, snapshot.run), terminator: "")
        if let segments = found.1 { print(try standings(segments, profile), terminator: "") }
        print(history(found.2), terminator: "")
    }

    private func heading(_ profile: CustomerProfile, _ churn: ChurnRow?, _ run: RunRecord) throws -> String {
        var lines = ["customer \(profile.customerID), as of \(run.asOf?.description ?? "-"), run \(run.id)"]
        lines.append("  archetype  \(profile.archetypeL2Name ?? profile.archetypeL1Name ?? Axis.unobserved)")
        lines.append(
            "  orders     \(Figure.count(profile.totalOrders)), net \(Figure.decimal(profile.lifetimeValue)), "
                + "\(Figure.decimal(profile.averageOrderValue)) an order")
        if let first = profile.firstOrderAt, let last = profile.lastOrderAt {
            lines.append(
                "  seen       from \(first.prefix(10)) to \(last.prefix(10)), "
                    + "\(Figure.count(profile.daysSinceLastPurchase ?? 0)) days ago")
        }
        lines.append("  tickets    \(Figure.count(profile.totalTickets))")
        lines.append("  stage      \(profile.stage.replacing("_", with: " "))")
        lines += try self.churn(churn)
        lines.append("  next year  \(nextYear(profile))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The probability with its level and rank, and the factors behind it.
    private func churn(_ row: ChurnRow?) throws -> [String] {
        guard let row, let probability = row.probability else {
            return ["  churn      not predicted: \(row?.reason ?? "the run has no churn scores")"]
        }
        var line = "  churn      \(Figure.percent(probability)) within \(row.horizonDays ?? 0) days, \(row.level)"
        if let rank = row.rank { line += ", rank \(Figure.count(rank))" }
        if let stake = row.valueAtStake { line += ", \(Figure.decimal(stake)) at stake" }
        let factors = try row.factors.map { try JSONDecoder().decode([Factor].self, from: Data($0.text.utf8)) } ?? []
        return [line] + factors.map { "             \($0.direction) it: \($0.text)" }
    }

    /// What is read of an entry of `factors`.
    private struct Factor: Decodable {
        let direction, text: String
    }

    private func nextYear(_ profile: CustomerProfile) -> String {
        guard let value = profile.ltv12m else { return "not predicted: `quimbi report ltv` says why" }
        var text = Figure.decimal(value)
        text += " (90 %: \(Figure.decimal(profile.ltv12mLower)) to \(Figure.decimal(profile.ltv12mUpper)))"
        if let alive = profile.pAlive { text += ", still a customer with \(Figure.percent(alive))" }
        if let day = profile.nextOrderExpectedOn { text += ", next order about \(day)" }
        return text
    }

    private func standings(_ segments: CustomerSegments, _ profile: CustomerProfile) throws -> String {
        let reasons = try JSONDecoding.value(segments.reasons.text.utf8)
        var table = TextTable(["axis", "segment", "membership", "evidence", "because"], numeric: [2, 3])
        for standing in segments.axes {
            let because = (reasons[standing.axis.rawValue]?.items ?? []).prefix(2).map { reason in
                let (name, score) = (reason.items.first?.text ?? "", reason.items.last?.number)
                return "\(name) \((score ?? 0) >= 0 ? "+" : "")\(Figure.decimal(score, 1))"
            }
            table.add([
                standing.axis.rawValue, standing.segment, Figure.percent(standing.membership),
                Figure.percent(standing.evidence), because.joined(separator: ", "),
            ])
        }
        return table.text
    }

    /// The changes of segment, the latest first; two unobserved nights are no change.
    private func history(_ entries: [HistoryEntry]) -> String {
        var lines: [String] = []
        for (now, before) in zip(entries, entries.dropFirst()) {
            for (new, old) in zip(now.standings, before.standings) where new.segment != old.segment {
                let (from, to) = (old.segment ?? Axis.unobserved, new.segment ?? Axis.unobserved)
                lines.append("  \(now.asOf): \(new.axis.rawValue) \(from) -> \(to)\n")
            }
        }
        return lines.isEmpty ? "" : "changes\n" + lines.prefix(10).joined()
    }
}
