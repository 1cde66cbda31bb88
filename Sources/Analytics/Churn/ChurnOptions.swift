package import Domain

/// What a pipeline says about churn.
package struct ChurnOptions: Codable, Equatable, Sendable {
    /// Days in which an order is awaited; `nil` (`auto`) takes the horizon that divides this shop's customers best.
    package var horizonDays: Int?
    /// The share of net value that a lost customer costs: 1 where costs are not known.
    package var margin = 1.0
    /// Days of data after which the models are fitted again.
    package var refitDays = 7

    package init() {}

    /// What of the options enters a fit, in words.
    package var wish: String { horizonDays.map { "\($0) days" } ?? "auto" }
}

/// A shop with what its pipeline says about tickets: all that dated features are made of.
package struct ChurnSource: Sendable {
    package let shop: Shop
    /// The ticket categories that hold questions, by name.
    package let questionCategories: [String]
    /// By which service levels are judged.
    package let agreement: ServiceAgreement

    package init(_ shop: Shop, questionCategories: [String] = [], agreement: ServiceAgreement = ServiceAgreement()) {
        (self.shop, self.questionCategories, self.agreement) = (shop, questionCategories, agreement)
    }
}
