internal import Foundation
internal import Kernels

/// What is planted in one customer: the truth behind everything the customer does.
struct Habits {
    /// False for those who register and never buy.
    let buys: Bool
    /// Orders per month while active.
    let monthlyRate: Double
    /// Probability of leaving for good after an order; 0 in a shop without dropout.
    let dropout: Double
    /// When the first order comes, as a share of the window on the season's clock.
    let arrival: Double
    /// Group and mean of the basket's value in cents, before discounts.
    let spendGroup: Int
    let spend: Double
    /// Preferred place in a category's price range: 0 cheapest, 1 dearest.
    let priceTier: Double
    /// Group, and probability that an order is discounted.
    let discountGroup: Int
    let discountRate: Double
    /// Pull towards the deeper codes, 0...1.
    let deepCodes: Double
    /// Group, and share of what was bought that comes back.
    let returnGroup: Int
    let returnRate: Double
    let favourite, secondFavourite: Int
    /// Probability that a new product is from one of the two favourite categories.
    let loyalty: Double
    /// Probability that a line repeats a product bought before.
    let repeatRate: Double
    /// Usual hour of the day in UTC, 0 ..< 24, and its spread in hours.
    let hour, hourSpread: Double
    /// Probability that an order waits for a Saturday or Sunday.
    let weekendRate: Double
    /// Index into ``ShopVocabulary/orderChannels``.
    let channel: Int
    let ticketsPerOrder: Double
    /// Index into ``ShopVocabulary/ticketChannels``.
    let ticketChannel: Int
    /// Factor on the number of exchanges a ticket takes; 1 on average.
    let complexity: Double
    /// Probability that a ticket is a question about a product or its use.
    let questionRate: Double
}

extension Habits {
    /// Draws a customer from the population; with `leaves` false, one who never drops out.
    init(_ parameters: Parameters, dropout leaves: Bool, _ catalogue: Catalogue, _ random: inout CounterRandom) {
        buys = random.uniform() >= parameters.neverBuysShare
        monthlyRate = random.gamma(shape: parameters.rateShape) * parameters.meanMonthlyRate / parameters.rateShape
        let leaving = random.beta(parameters.dropoutAlpha, parameters.dropoutBeta)
        dropout = leaves ? leaving : 0
        arrival = random.uniform()
        let (group, logSpend) = parameters.spend.drawLogarithm(&random)
        (spendGroup, spend) = (group, exp(logSpend))
        priceTier = Self.tier(logSpend: logSpend, parameters, &random)
        (discountGroup, discountRate) = parameters.discount.draw(&random)
        deepCodes = random.beta(parameters.deepCodeAlpha, parameters.deepCodeBeta)
        (returnGroup, returnRate) = parameters.returns.draw(&random)
        (favourite, secondFavourite) = (catalogue.category(&random), catalogue.category(&random))
        loyalty = random.beta(parameters.loyaltyAlpha, parameters.loyaltyBeta)
        repeatRate = random.beta(parameters.repeatAlpha, parameters.repeatBeta)
        (hour, hourSpread) = ShopVocabulary.dayTimes[ShopVocabulary.dayTimeWeights.draw(&random)]
        weekendRate = parameters.weekend.draw(&random).rate
        channel = ShopVocabulary.orderChannelWeights.draw(&random)
        ticketsPerOrder =
            random.gamma(shape: parameters.ticketShape) * parameters.ticketsPerOrder / parameters.ticketShape
        ticketChannel = ShopVocabulary.ticketChannelWeights.draw(&random)
        complexity = random.gamma(shape: parameters.complexityShape) / parameters.complexityShape
        questionRate = random.beta(parameters.questionAlpha, parameters.questionBeta)
    }

    /// The price tier: the spend level's place in the population, blurred.
    private static func tier(logSpend: Double, _ parameters: Parameters, _ random: inout CounterRandom) -> Double {
        let (mean, deviation) = parameters.spend.logarithmMoments
        let share = parameters.tierFollowsSpend
        let score = share * (logSpend - mean) / deviation + (1 - share * share).squareRoot() * random.normal()
        return 0.5 * erfc(-score / 2.0.squareRoot())
    }
}
