/// A feature that is a rate out of counted trials, whose trials a ``FeatureMatrix`` keeps: the raw value is their column.
///
/// A case has the name of its ``Feature``. A rate can be written together with its trials for these alone.
package enum CountedFeature: Int, CaseIterable, Sendable {
    case primaryCategoryShare, newProductRate, lateNewCategoryShare
    case discountedOrderRate, codeRate, fullPriceLineShare
    case weekendRate, businessHoursRate
    case activeMonthShare
    case repeatProductRate, repeatOrderRate, topProductShare
    case returnedItemRate, refundedOrderRate, fullRefundRate
    case emailShare, chatShare, phoneShare, socialShare, orderChannelSwitchRate, contactBusinessHoursRate
    case reopenRate, highPriorityRate
    case firstTimeProductShare
    case splurgeRate, premiumFullPriceShare
    case unresolvedRate, slaBreachRate, escalationRate

    package var feature: Feature { Self.features[rawValue] }

    private static let features: [Feature] = {
        let byName = Dictionary(uniqueKeysWithValues: Feature.allCases.map { ("\($0)", $0) })
        return allCases.map { counted in
            guard let feature = byName["\(counted)"] else { preconditionFailure("there is no feature \(counted)") }
            return feature
        }
    }()
}

extension Feature {
    /// The rates out of counted trials.
    package static let counted: [Feature] = CountedFeature.allCases.map(\.feature)
}
