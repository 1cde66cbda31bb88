internal import Analytics
internal import Domain

extension Workbench {
    /// Whose part is which, for the breakdowns of the pipeline that are known as of tonight.
    var cohortLabels: [CohortBreakdown: CohortLabels] {
        definition.cohorts.breakdowns.reduce(into: [:]) { labels, breakdown in
            switch breakdown {
            case .channel, .country, .firstCategory, .firstDiscount: break
            case .archetype:
                labels[breakdown] = CohortLabels(names: archetypes.list.map(\.name), ofCustomer: archetypes.first)
            case .segment(let axis):
                labels[breakdown] = CohortLabels(
                    names: segmentation.model[axis].segments.map(\.name),
                    ofCustomer: segmentation.scores[axis].segment.map { Int32($0) })
            }
        }
    }
}
