internal import Foundation
internal import Kernels

/// One ticket with everything that happened to it.
struct Ticket {
    let id: Identifier
    let customer: Identifier?
    let created: Int
    let channel: Int
    let category: Int
    let walk: TicketWalk
    /// 1...5; nil where nobody answered the question.
    let csat: Int?
}

/// Plays tickets from the customer's first message to the automatic closing.
struct Desk {
    let parameters: Parameters
    let roster: Roster
    let end: Int

    /// A ticket opened at `instant`, before the end of the window, about an order with or without a refund.
    func ticket(
        _ id: Identifier, of customer: Identifier?, at instant: Int, afterReturn: Bool, _ habits: Habits,
        _ random: inout CounterRandom
    ) -> Ticket {
        let faithful = random.uniform() < parameters.ticketChannelFidelity
        let channel = faithful ? habits.ticketChannel : ShopVocabulary.ticketChannelWeights.draw(&random)
        let category = category(afterReturn: afterReturn, habits, &random)
        let priority = ShopVocabulary.priorityWeights.draw(&random)
        var walk = TicketWalk(created: instant, priority: priority, end: end)
        open(&walk, channel: channel, category: category, &random)
        answer(&walk, exchanges: random.poisson(mean: parameters.meanExchanges * habits.complexity), &random)
        let csat = csat(walk, created: instant, &random)
        return Ticket(
            id: id, customer: customer, created: instant, channel: channel, category: category, walk: walk, csat: csat)
    }

    private func category(afterReturn: Bool, _ habits: Habits, _ random: inout CounterRandom) -> Int {
        if afterReturn, random.uniform() < 0.6 { return ShopVocabulary.returnCategory }
        if random.uniform() < habits.questionRate {
            return ShopVocabulary.questionCategories[random.index(below: ShopVocabulary.questionCategories.count)]
        }
        return ShopVocabulary.ticketCategoryWeights.draw(&random)
    }

    /// First message, automatic reply, assignment, and what the agent makes of it on first sight.
    private func open(_ walk: inout TicketWalk, channel: Int, category: Int, _ random: inout CounterRandom) {
        walk.message(by: .customer)
        if channel == 0, random.uniform() < parameters.automaticReplyShare {
            walk.wait(5)
            walk.message(by: .system)
        }
        walk.wait(30 + random.index(below: 600))
        let team = ShopVocabulary.teamOfCategory[category]
        walk.assign(roster.agent(of: team, at: walk.now, &random), by: .system)
        walk.set(.open, by: .system)
        while random.uniform() < parameters.handOverShare {
            waitForAgent(&walk, 300, &random)
            if random.uniform() < 0.7 { walk.raisePriority(by: .agent) }
            walk.assign(
                roster.agent(of: random.index(below: ShopVocabulary.teams.count), at: walk.now, &random), by: .agent)
        }
    }

    /// First reply, further exchanges, resolution, reopenings and closing.
    private func answer(_ walk: inout TicketWalk, exchanges: Int, _ random: inout CounterRandom) {
        reply(&walk, &random)
        if exchanges == 0, random.uniform() < parameters.solvedAtOnceShare {
            walk.set(.resolved, by: .agent)
        } else {
            walk.set(.pending, by: .agent)
        }
        for _ in 0..<exchanges {
            hearCustomer(&walk, medianSeconds: 14_400, &random)
            if random.uniform() < parameters.holdShare { hold(&walk, &random) }
            reply(&walk, &random)
            walk.set(.pending, by: .agent)
        }
        // The customer never answers and nobody asks.
        if exchanges > 0, random.uniform() < parameters.abandonedShare { return }
        resolve(&walk, &random)
        while walk.reopened < 3, let agent = walk.agent, random.uniform() < roster.agents[agent].reopenRate {
            hearCustomer(&walk, medianSeconds: 86_400, &random)
            reply(&walk, &random)
            resolve(&walk, &random)
        }
        walk.wait(4 * secondsPerDay)
        walk.set(.closed, by: .system)
    }

    private func reply(_ walk: inout TicketWalk, _ random: inout CounterRandom) {
        waitForAgent(&walk, parameters.replySeconds[walk.priority], &random)
        if random.uniform() < parameters.noteShare {
            walk.note()
            waitForAgent(&walk, 60, &random)
        }
        walk.message(by: .agent)
    }

    private func hearCustomer(_ walk: inout TicketWalk, medianSeconds: Double, _ random: inout CounterRandom) {
        walk.wait(Int(medianSeconds * exp(random.normal())) + 60)
        walk.message(by: .customer)
        walk.set(.open, by: .system)
    }

    private func hold(_ walk: inout TicketWalk, _ random: inout CounterRandom) {
        waitForAgent(&walk, 1_800, &random)
        walk.set(.onHold, by: .agent)
        waitForAgent(&walk, Double(1 + random.index(below: 4)) * Double(secondsPerDay), &random)
        walk.set(.open, by: .agent)
    }

    private func resolve(_ walk: inout TicketWalk, _ random: inout CounterRandom) {
        guard walk.status != .resolved else { return }
        waitForAgent(&walk, 7_200, &random)
        if random.uniform() < 0.4 { walk.message(by: .agent) }
        walk.set(.resolved, by: .agent)
    }

    /// Lets the assigned agent take a time around `medianSeconds`, ending while on duty.
    private func waitForAgent(_ walk: inout TicketWalk, _ medianSeconds: Double, _ random: inout CounterRandom) {
        guard let agent = walk.agent else { return walk.wait(until: end) }
        let seconds = medianSeconds * roster.agents[agent].pace * exp(0.8 * random.normal())
        walk.wait(until: roster.nextOnDuty(agent, from: walk.now + Int(seconds) + 20))
    }

    /// One in three answers; a late first reply and a reopening cost points.
    private func csat(_ walk: TicketWalk, created: Int, _ random: inout CounterRandom) -> Int? {
        let mood = random.normal()
        guard random.uniform() < parameters.ratedShare, walk.resolved != nil, let response = walk.firstResponse else {
            return nil
        }
        let hours = Double(response - created) / 3_600
        let score = 4.9 - 0.3 * log(1 + hours) - (walk.reopened > 0 ? 0.9 : 0) + 0.8 * mood
        return min(max(Int(score.rounded()), 1), 5)
    }
}
