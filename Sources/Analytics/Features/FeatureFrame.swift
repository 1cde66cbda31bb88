package import Domain

/// The instant as of which features hold, and what may enter them.
///
/// Some state has no date: a ticket's present status and priority, its rating, its count of reopenings, and an order's
/// refunded total where single refunds are not listed. Tonight that state is known; as of a past instant it is not, for it
/// may have come later. So there are two functions, and each is one and the same wherever it is used:
///
/// | | tonight | dated |
/// |---|---|---|
/// | refunds in order values and axis 8 | by their dates, else the orders' totals | by their dates; without dates none enter a value, and axis 8 is missing |
/// | returned pieces | of dated refunds, else the lines' own | of dated refunds |
/// | resolved, unresolved | status events, else `resolved_at` and `closed_at`, else the status | the same but for the status |
/// | reopened | status events, else `reopened_count` | status events |
/// | high priority | the ticket's priority | missing |
/// | rating | the ticket's rating | missing |
///
/// Segments are made from tonight's features on every night; what learns from past frames takes dated ones, tonight too.
package enum FeatureFrame: Equatable, Sendable {
    /// As of the shop's own `asOf`, with what is known now.
    case tonight
    /// As of any instant, from records dated before it alone.
    case dated(Instant)

    /// The instant as of which features of a shop hold.
    package func asOf(in shop: Shop) -> Instant {
        switch self {
        case .tonight: shop.asOf
        case .dated(let instant): instant
        }
    }
}
