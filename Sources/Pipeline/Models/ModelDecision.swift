internal import Domain

/// Whether tonight's segments come from a new fit or from the stored model, and why.
enum ModelDecision: Sendable {
    /// A fit under a new number; the segments of `previous` keep their identity, where there is such a model.
    case fit(version: Int, previous: StoredModel?, reason: String)
    case score(StoredModel)

    /// - Parameters:
    ///   - champion: the stored model; `nil` where there is none.
    ///   - unreadable: why there is a champion and it cannot be used.
    ///   - nextVersion: the number of the next fit.
    ///   - asOf: tonight's cutoff.
    ///   - refitDays: days of data after which a model is fitted again.
    init(champion: StoredModel?, unreadable: String?, nextVersion: Int, asOf: Instant, refitDays: Int) {
        guard let champion else {
            self = .fit(version: nextVersion, previous: nil, reason: unreadable ?? "there is no model yet")
            return
        }
        let age = asOf.days(since: champion.cutoff)
        if age < 0 {
            self = .fit(
                version: nextVersion, previous: champion,
                reason: "the model is of \(champion.cutoff), after as_of, and must not know what came later")
        } else if age >= Double(refitDays) {
            self = .fit(
                version: nextVersion, previous: champion,
                reason: "the model is \(Int(age)) days old and refit_days is \(refitDays)")
        } else {
            self = .score(champion)
        }
    }

    /// The version whose segments tonight's are.
    var version: Int {
        switch self {
        case .fit(let version, _, _): version
        case .score(let stored): stored.version
        }
    }

    /// The model that stood before tonight.
    var previous: StoredModel? {
        switch self {
        case .fit(_, let previous, _): previous
        case .score(let stored): stored
        }
    }
}
