package import Domain

/// The archetypes of one level, and who belongs to which.
package struct ProfileArchetypes: Sendable, Equatable {
    package var ids: [String]
    package var names: [String]
    /// By customer: an index into ``ids``, or -1 for a customer who has none.
    package var ofCustomer: [Int32]

    /// - Precondition: as many names as ids.
    package init(ids: [String] = [], names: [String] = [], ofCustomer: [Int32] = []) {
        precondition(ids.count == names.count, "\(ids.count) archetypes have \(names.count) names")
        self.ids = ids
        self.names = names
        self.ofCustomer = ofCustomer
    }
}

/// The segments of one axis, and who belongs to which.
package struct ProfileSegments: Sendable, Equatable {
    package var axis: Axis
    package var names: [String]
    /// By customer: an index into ``names``, or -1 for a customer of whom the axis could not be observed.
    package var dominant: [Int32]
    /// By customer: `nil` where the axis could not be observed.
    package var strength: [MembershipStrength?]

    package init(axis: Axis, names: [String], dominant: [Int32], strength: [MembershipStrength?]) {
        precondition(
            dominant.count == strength.count, "\(dominant.count) customers have \(strength.count) strengths")
        self.axis = axis
        self.names = names
        self.dominant = dominant
        self.strength = strength
    }
}

/// What is known about every customer, by the index of ``Shop/customers``.
package struct ProfileInputs: Sendable {
    package var asOf: Instant
    package var ids: StringTable
    package var summaries: CustomerSummaries
    package var levelOne: ProfileArchetypes
    package var levelTwo: ProfileArchetypes
    /// At most one entry an axis, in any order; an axis without one is unobserved for everyone.
    package var segments: [ProfileSegments]
    /// `nil` where no lifetime model could be fitted.
    package var forecasts: LifetimeForecasts?
    /// `nil` where no churn model could be fitted.
    package var churn: ChurnScores?
    /// How to talk to customers, and what its rules are held against.
    package var catalogue: ActionCatalogue
    package var figures: CustomerFigures?

    package init(
        asOf: Instant, ids: StringTable, summaries: CustomerSummaries, levelOne: ProfileArchetypes,
        levelTwo: ProfileArchetypes, segments: [ProfileSegments], forecasts: LifetimeForecasts? = nil,
        churn: ChurnScores? = nil, catalogue: ActionCatalogue = ActionCatalogue(), figures: CustomerFigures? = nil
    ) {
        let counts = [summaries.orders.count, levelOne.ofCustomer.count, levelTwo.ofCustomer.count]
        precondition(
            (counts + segments.map(\.dominant.count)).allSatisfy { $0 == ids.count },
            "the parts of the profiles are not all of \(ids.count) customers")
        self.asOf = asOf
        self.ids = ids
        self.summaries = summaries
        self.levelOne = levelOne
        self.levelTwo = levelTwo
        self.segments = segments
        self.forecasts = forecasts
        self.churn = churn
        (self.catalogue, self.figures) = (catalogue, figures)
    }
}
