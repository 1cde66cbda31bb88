package import Kernels

/// What a pipeline says about lifetime value.
package struct LifetimeOptions: Codable, Sendable, Equatable {
    /// The model of purchases; `nil` lets a contest choose.
    package var model: RepeatPurchaseModelKind?
    package var timeUnit = LifetimeTimeUnit.week
    /// The horizons, in months of 30.4375 days, whose predictions are kept and held against what happened.
    package var horizonMonths = [3, 6, 12, 24, 36]
    /// By how much a value that comes a year later is less worth today; 0 leaves values as they are.
    package var discountRate = 0.0
    /// Days of data after which the model is fitted again.
    package var refitDays = 7

    package init() {}

    /// What of the options enters a fit, in words.
    package var wish: String { "\(model?.rawValue ?? "auto") by \(timeUnit.rawValue)" }
}
