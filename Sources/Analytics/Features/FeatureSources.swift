internal import Domain

/// What a source can show of the features, for one frame.
package struct FeatureSources: Equatable, Sendable {
    let has: Observables
    let isTonight: Bool
    let reference: ShopReference
    let hasQuestionCategories: Bool

    init(_ frame: ShopFrame, hasQuestionCategories: Bool) {
        has = frame.shop.has
        isTonight = frame.isTonight
        reference = frame.reference
        self.hasQuestionCategories = hasQuestionCategories
    }

    var showsRefunds: Bool { has.datedRefunds || (has.refunds && isTonight) }

    var showsReturnedPieces: Bool {
        guard has.orderLines, showsRefunds else { return false }
        return (has.datedRefunds && reference.refundsNamePieces) || (has.refundedQuantity && isTonight)
    }

    var showsTickets: Bool { has.tickets && reference.tickets.exist }

    var showsResolutions: Bool {
        reference.tickets.dateResolutions || reference.tickets.listStatusChanges || isTonight
    }

    var showsReopenings: Bool {
        reference.tickets.listStatusChanges || (has.reopenedCount && isTonight)
    }
}

/// The features of an axis that a source cannot show for anyone, with the reasons.
struct LackingFeatures {
    private(set) var features: Set<Feature> = []
    /// In the order in which they were named; each is the first reason against some feature.
    private(set) var reasons: [String] = []

    /// Names features that need something.
    ///
    /// - Parameters:
    ///   - features: the features.
    ///   - isShown: whether the source shows what they need.
    ///   - reason: what it lacks, as a clause: "orders have no discount".
    mutating func name(_ features: Feature..., unless isShown: Bool, _ reason: String) {
        guard !isShown else { return }
        if !self.features.isSuperset(of: features) { reasons.append(reason) }
        self.features.formUnion(features)
    }

    /// Why an axis of `count` features is out for everyone; `nil` where at least half of them can be seen.
    func reasonAgainstAxis(of count: Int) -> String? {
        2 * (count - features.count) >= count ? nil : reasons.joined(separator: "; ")
    }
}
