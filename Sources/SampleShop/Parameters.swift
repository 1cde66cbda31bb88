/// What is planted in the population, with its figures; written to `truth/shop.json`.
///
/// Rates are per month of 30.4375 days, money is in cents, probabilities are in 0...1.
struct Parameters: Encodable {
    // Purchases: a Poisson process at a customer's own rate, ended after any order with the customer's own
    // probability: the modified BG/NBD model of Batislam, Denizel & Filiztekin (2007).
    let rateShape = 0.9
    let meanMonthlyRate = 1.55
    let dropoutAlpha = 0.35
    let dropoutBeta = 1.05
    let neverBuysShare = 0.03

    // Money: a customer's mean basket, and the Gamma shape of single baskets around it.
    let spend = LogNormalGroups([(0.35, 2_200, 0.25), (0.42, 5_000, 0.25), (0.18, 12_000, 0.25), (0.05, 30_000, 0.25)])
    let basketShape = 6.0
    /// How closely the preferred price tier follows the spend level; the rest is the customer's own.
    let tierFollowsSpend = 0.8

    // Habits.
    let discount = BetaGroups([(0.55, 1, 30), (0.30, 6, 12), (0.15, 18, 3)])
    let returns = BetaGroups([(0.70, 2, 98), (0.23, 6, 44), (0.07, 14, 26)])
    /// Of the returning habit, the part that sends back whole orders; the rest sends back single lines.
    let wholeOrderPart = 0.3
    /// How often all pieces of a returned line come back; otherwise one to all of them.
    let wholeLineShare = 0.7
    /// Mean days from the third day after an order to its return.
    let returnDelayDays = 8.0
    let weekend = BetaGroups([(0.70, 1, 19), (0.20, 8, 12), (0.10, 18, 2)])
    let deepCodeAlpha = 2.0
    let deepCodeBeta = 2.0
    let loyaltyAlpha = 2.0
    let loyaltyBeta = 2.5
    let repeatAlpha = 0.9
    let repeatBeta = 2.1
    let channelFidelity = 0.85

    // Baskets.
    let extraLinesMean = 3.7
    let bundleShare = 0.12
    let bundleMemberShare = 0.92
    let bundleSizes = [0.5, 0.3, 0.2]
    /// Of the discounted orders, those discounted by a promotion without a code.
    let promotionShare = 0.12
    let codeDepthPercent = [5, 10, 15, 20, 30]

    // Money around the basket.
    let taxPercent = 19
    let shipping = 495
    let freeShippingFrom = 5_000

    // Order status: placed but not yet paid, cancelled, test; the rest is paid.
    let placedShare = 0.02
    let cancelledShare = 0.015
    let testShare = 0.002
    let guestOrdersPerCustomer = 0.2

    // Support.
    let ticketShape = 0.5
    let ticketsPerOrder = 0.083
    /// How many times likelier a ticket is after an order of which something comes back.
    let returnTicketFactor = 3.0
    let ticketDelayDays = 4.0
    let ticketChannelFidelity = 0.8
    let questionAlpha = 1.5
    let questionBeta = 3.5
    let automaticReplyShare = 0.5
    let handOverShare = 0.07
    let noteShare = 0.15
    /// Exchanges after the first reply; every customer has a factor of mean 1 on them, of this Gamma shape.
    let meanExchanges = 0.85
    let complexityShape = 2.0
    let solvedAtOnceShare = 0.6
    let holdShare = 0.1
    let abandonedShare = 0.02
    let ratedShare = 0.33
    /// Median seconds that an agent takes for a reply once on duty, by priority from low to urgent.
    let replySeconds = [14_400.0, 5_400, 2_400, 600]

    /// Relative demand of January to December.
    let months = [0.86, 0.80, 0.90, 0.92, 0.97, 0.92, 0.88, 0.86, 0.96, 1.02, 1.34, 1.80]
    /// Relative demand of Monday to Sunday.
    let weekdays = [1.08, 1.02, 1.00, 0.98, 0.92, 0.93, 1.07]
}
