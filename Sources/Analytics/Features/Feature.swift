internal import Domain

/// Every feature of every axis, in the order of ``Axis/allFeatures``: the raw value is the column of a ``FeatureMatrix``.
package enum Feature: Int, CaseIterable, Sendable {
    case ordersPerMonth, meanGapDays, gapRegularity, orders90d, recencyDays
    case netLifetimeValue, avgOrderValue, medianOrderValue, maxOrderValue, valueTrend, valueConsistency
    case distinctCategories, categoryEntropy, productDiversity, primaryCategoryShare, newProductRate
    case lateNewCategoryShare
    case discountedOrderRate, meanDiscountDepth, discountSpendShare, codeRate, fullPriceLineShare
    case weekendRate, businessHoursRate, hourCos, hourSin, hourConcentration, peakSeasonRate
    case tenureMonths, orderCount, recencyRatio, activeMonthShare, acceleration
    case repeatProductRate, repeatOrderRate, topProductShare, meanRepeatIntervalDays, meanRepeatCount
    case refundValueRate, returnedItemRate, refundedOrderRate, fullRefundRate
    case emailShare, chatShare, phoneShare, socialShare, channelEntropy, orderChannelSwitchRate
    case contactBusinessHoursRate, customerMessagesPerTicket
    case meanMessagesPerTicket, meanResolutionHours, reassignmentRate, reopenRate, ticketCategoryEntropy
    case highPriorityRate
    case frequencyLogRatio, valueLogRatio, gapTrend, pAlive, overdueRatio
    case productConcentration, masteredCategories, firstTimeProductShare, questionTicketRate
    case priceTier, priceTierSpread, splurgeRate, premiumFullPriceShare
    case ticketsPerOrder, meanCsat, unresolvedRate, slaBreachRate, escalationRate, daysSinceLastTicket

    /// The public name.
    package var name: String { Axis.allFeatures[rawValue] }
}

extension Feature {
    /// The features of each axis, by its place in ``Axis/allCases``, as raw values.
    static let columns: [Range<Int>] = {
        var start = 0
        return Axis.allCases.map { axis in
            defer { start += axis.features.count }
            return start..<start + axis.features.count
        }
    }()
}
