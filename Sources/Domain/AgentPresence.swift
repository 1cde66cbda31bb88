/// What an agent was doing; the raw value is the byte in the column.
package enum PresenceStatus: UInt8, CaseIterable, Sendable {
    case online, busy, away, offline

    /// The name in tables, files and answers.
    package var name: String { ["online", "busy", "away", "offline"][Int(rawValue)] }

    /// Whether an agent who is so works.
    package var isAtWork: Bool { self == .online || self == .busy }
}

/// One row a span of an agent's presence that began before `asOf`, by agent, beginning and end.
///
/// Instants in microseconds.
package struct AgentPresence: Sendable {
    /// Index of the agent.
    package var agent: [Int32] = []
    package var from: [Int64] = []
    /// ``Instant/missing`` where the span has not ended: it lasts until the agent's next one begins.
    package var to: [Int64] = []
    /// Raw values of ``PresenceStatus``.
    package var status: [UInt8] = []

    package init() {}

    package var count: Int { agent.count }
}
