internal import Domain
internal import Kernels

/// How somebody asks for help, and what became of it.
package struct TicketFacts: Equatable, Sendable {
    /// k: tickets created before the cut-off.
    package internal(set) var tickets: Int32 = 0
    /// Microseconds; ``Instant/missing`` without a ticket.
    package internal(set) var lastAt = Instant.missing
    /// Days from the last ticket to the cut-off; NaN without a ticket.
    package internal(set) var recencyDays = Double.nan
    package internal(set) var email = RateCount()
    package internal(set) var chat = RateCount()
    package internal(set) var phone = RateCount()
    package internal(set) var social = RateCount()
    /// By Miller-Madow, as a share of the largest possible; NaN where undefined.
    package internal(set) var channelEntropy = Double.nan
    package internal(set) var categoryEntropy = Double.nan
    /// Tickets in the pipeline's question categories.
    package internal(set) var questions: Int32 = 0
    /// Tickets created from 09:00 to 17:00 on a weekday; no trial where hours are not told.
    package internal(set) var businessHours = RateCount()
    /// Public messages of customers and of agents; robots' do not count.
    package internal(set) var customerMessages: Int32 = 0
    package internal(set) var agentMessages: Int32 = 0
    package internal(set) var reassignments: Int32 = 0
    package internal(set) var escalated = RateCount()
    package internal(set) var reopened = RateCount()
    package internal(set) var highPriority = RateCount()
    package internal(set) var unresolved = RateCount()
    /// Hours from creation to resolution over the resolved tickets, and their number.
    package internal(set) var resolutionHours = 0.0
    package internal(set) var resolved: Int32 = 0
    /// The sum of the ratings and their number.
    package internal(set) var ratings: Int32 = 0
    package internal(set) var rated: Int32 = 0

    init(of customer: Int, in frame: ShopFrame, _ scratch: inout FactsScratch) {
        let tickets = Self.tickets(of: customer, in: frame)
        guard let last = tickets.last else { return }
        self.tickets = Int32(tickets.count)
        lastAt = frame.shop.tickets.createdAt[last]
        recencyDays = frame.days(since: lastAt)
        for ticket in tickets {
            readCreation(of: ticket, in: frame)
            readPresentState(of: ticket, in: frame)
            readHistory(of: ticket, in: frame)
        }
        channelEntropy = entropy(
            of: tickets, by: frame.shop.tickets.channel, kinds: frame.reference.ticketChannels, &scratch)
        categoryEntropy = entropy(
            of: tickets, by: frame.shop.tickets.category, kinds: frame.reference.ticketCategories, &scratch)
    }

    /// The tickets of a customer that exist: they stand in the order of their creation.
    private static func tickets(of customer: Int, in frame: ShopFrame) -> Range<Int> {
        guard frame.shop.has.tickets else { return 0..<0 }
        let all = frame.shop.customers.tickets(of: customer)
        var end = all.upperBound
        while end > all.lowerBound, frame.shop.tickets.createdAt[end - 1] >= frame.asOf { end -= 1 }
        return all.lowerBound..<end
    }

    private mutating func readCreation(of ticket: Int, in frame: ShopFrame) {
        let (channel, category) = (frame.shop.tickets.channel[ticket], frame.shop.tickets.category[ticket])
        if channel >= 0 {
            let channel = frame.ticketWords.channel[Int(channel)]
            email.insert(channel == .email)
            chat.insert(channel == .chat)
            phone.insert(channel == .phone)
            social.insert(channel == .social)
        }
        if category >= 0, frame.ticketWords.isQuestion[Int(category)] { questions += 1 }
        if frame.reference.hasTicketHours {
            let (day, second) = frame.shop.zone.local(frame.shop.tickets.createdAt[ticket])
            businessHours.insert(BusinessHours.contain(day: day, second: second))
        }
    }

    /// State without a date counts tonight only.
    private mutating func readPresentState(of ticket: Int, in frame: ShopFrame) {
        guard frame.isTonight else { return }
        if frame.shop.has.ticketPriority {
            highPriority.insert(frame.shop.tickets.priority[ticket] >= TicketPriority.high.rawValue)
        }
        let rating = frame.shop.tickets.csat[ticket]
        if frame.shop.has.csat, rating > 0 {
            ratings += Int32(rating)
            rated += 1
        }
    }

    private mutating func readHistory(of ticket: Int, in frame: ShopFrame) {
        let history = TicketHistory(of: ticket, in: frame)
        customerMessages += history.customerMessages
        agentMessages += history.agentMessages
        reassignments += history.reassignments
        if frame.shop.has.ticketEvents {
            escalated.insert(history.wasRaised || history.reassignments >= 2)
        }
        if let wasReopened = history.wasReopened { reopened.insert(wasReopened) }
        if let isResolved = history.isResolved { unresolved.insert(!isResolved) }
        guard history.isResolved == true, let at = history.resolvedAt else { return }
        let hour = Double(Instant.microsecondsPerSecond * 3600)
        resolutionHours += max(0, Double(at - frame.shop.tickets.createdAt[ticket]) / hour)
        resolved += 1
    }

    private func entropy(
        of tickets: Range<Int>, by column: [Int32], kinds: Int, _ scratch: inout FactsScratch
    ) -> Double {
        scratch.keys.removeAll(keepingCapacity: true)
        for ticket in tickets where column[ticket] >= 0 { scratch.keys.append(Int64(column[ticket])) }
        scratch.sorter.sort(&scratch.keys)
        scratch.counts.removeAll(keepingCapacity: true)
        for (index, code) in scratch.keys.enumerated() {
            if index > 0, scratch.keys[index - 1] == code {
                scratch.counts[scratch.counts.count - 1] += 1
            } else {
                scratch.counts.append(1)
            }
        }
        return normalizedEntropy(scratch.counts, categories: kinds) ?? .nan
    }
}
