internal import Domain

/// Whether tonight's results come from a new fit or from the stored model, and why.
enum ModelDecision<Model: StoredModel>: Sendable {
    /// A fit under a new number, which comes after `previous`, where there is such a model.
    case fit(version: Int, previous: Model?, reason: String)
    case score(Model)

    /// - Parameters:
    ///   - champion: the stored model; `nil` where there is none.
    ///   - unreadable: why there is a champion and it cannot be used.
    ///   - nextVersion: the number of the next fit.
    ///   - asOf: tonight's cutoff.
    ///   - refitDays: days of data after which a model is fitted again.
    ///   - objection: what else speaks against the stored model, as a clause.
    init(
        champion: Model?, unreadable: String?, nextVersion: Int, asOf: Instant, refitDays: Int,
        objection: (Model) -> String? = { _ in nil }
    ) {
        guard let champion else {
            self = .fit(version: nextVersion, previous: nil, reason: unreadable ?? "there is no model yet")
            return
        }
        let age = asOf.days(since: champion.cutoff)
        if age < 0 {
            self = .fit(
                version: nextVersion, previous: champion,
                reason: "the model is of \(champion.cutoff), after as_of, and must not know what came later")
        } else if let objection = objection(champion) {
            self = .fit(version: nextVersion, previous: champion, reason: objection)
        } else if age >= Double(refitDays) {
            self = .fit(
                version: nextVersion, previous: champion,
                reason: "the model is \(Int(age)) days old and refit_days is \(refitDays)")
        } else {
            self = .score(champion)
        }
    }

    /// What is done, and why.
    var text: String {
        switch self {
        case .fit(let version, _, let reason): "fit model v\(version): \(reason)"
        case .score(let stored): "score with model v\(stored.version) of \(stored.cutoff)"
        }
    }

    /// The version by which tonight's results come.
    var version: Int {
        switch self {
        case .fit(let version, _, _): version
        case .score(let stored): stored.version
        }
    }

    /// The model that stood before tonight.
    var previous: Model? {
        switch self {
        case .fit(_, let previous, _): previous
        case .score(let stored): stored
        }
    }
}
