extension TicketStory {
    /// When the ticket was unresolved, and with whom: index of an agent, or -1.
    var unresolvedSpans: [(from: Int64, until: Int64?, agent: Int32)] {
        var spans: [(from: Int64, until: Int64?, agent: Int32)] = []
        var (agent, isOpen, since) = (Int32(-1), true, created)
        var (assignment, turn) = (0, 0)
        func close(_ at: Int64) { if isOpen { spans.append((since, at, agent)) } }
        while assignment < assignments.count || turn < turns.count {
            let nextAssignment = assignment < assignments.count ? assignments[assignment].at : .max
            if turn >= turns.count || nextAssignment <= turns[turn].at {
                close(nextAssignment)
                (agent, since) = (assignments[assignment].to, nextAssignment)
                assignment += 1
            } else {
                close(turns[turn].at)
                (isOpen, since) = (!turns[turn].isResolution, turns[turn].at)
                turn += 1
            }
        }
        if isOpen { spans.append((since, nil, agent)) }
        return spans
    }
}
