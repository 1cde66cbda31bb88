internal import Analytics
internal import Domain

/// Whether tonight a new model is fitted, and why.
enum ModelDecision<Model: StoredModel>: Sendable {
    case fit(Refit<Model>)
    case score(Model)

    /// - Parameters:
    ///   - standing: the champion, and what the ledger says about it.
    ///   - asOf: tonight's cutoff.
    ///   - refitDays: days of data after which a model is fitted again, counted from the last fit, promoted or not.
    ///   - objection: what else speaks against the stored model, as a clause.
    init(
        _ standing: ModelStanding<Model>, asOf: Instant, refitDays: Int, objection: (Model) -> String? = { _ in nil }
    ) {
        let next = standing.nextVersion
        guard let champion = standing.champion else {
            let reason = standing.unreadable ?? "there is no model yet"
            self = .fit(Refit(version: next, previous: nil, champion: nil, reason: reason))
            return
        }
        // Nights may look back: a fit that knows what came after tonight is none that tonight could have made.
        let last = standing.lastFit.map { $0 <= asOf ? max($0, champion.cutoff) : champion.cutoff }
        let age = asOf.days(since: last ?? champion.cutoff)
        if champion.cutoff > asOf {
            let reason = "the model is of \(champion.cutoff), after as_of, and must not know what came later"
            self = .fit(Refit(version: next, previous: champion, champion: nil, reason: reason))
        } else if let objection = objection(champion) {
            self = .fit(Refit(version: next, previous: champion, champion: nil, reason: objection))
        } else if standing.isHeld {
            self = .score(champion)
        } else if age >= Double(refitDays) {
            let reason = "the last fit is \(Int(age)) days old and refit_days is \(refitDays)"
            self = .fit(Refit(version: next, previous: champion, champion: champion, reason: reason))
        } else {
            self = .score(champion)
        }
    }

    /// What is done, and why.
    var text: String {
        switch self {
        case .fit(let refit): "fit model v\(refit.version): \(refit.reason)"
        case .score(let stored): "score with model v\(stored.version) of \(stored.cutoff)"
        }
    }

    /// The version that is fitted tonight, or with which tonight is scored.
    var version: Int {
        switch self {
        case .fit(let refit): refit.version
        case .score(let stored): stored.version
        }
    }

    /// The stored model that scores, where nothing is fitted.
    var stored: Model? {
        switch self {
        case .fit: nil
        case .score(let stored): stored
        }
    }

    /// The model that stood before tonight.
    var previous: Model? {
        switch self {
        case .fit(let refit): refit.previous
        case .score(let stored): stored
        }
    }
}

/// A fit that is due.
struct Refit<Model: StoredModel>: Sendable {
    let version: Int
    /// The model that stood before.
    let previous: Model?
    /// The same where it could also speak tonight: the one that the refit competes with.
    let champion: Model?
    let reason: String
}

/// The champion of a model, and what the ledger says about it.
struct ModelStanding<Model: StoredModel>: Sendable {
    /// `nil` where there is none, or it cannot be read.
    var champion: Model?
    /// Why there is a champion and it cannot be used.
    var unreadable: String?
    var nextVersion = 1
    /// The cutoff of the last fit, whether it became champion or not.
    var lastFit: Instant?
    /// Whether the champion was chosen by hand since the last published run.
    var isHeld = false
    /// How the last fit did against the champion.
    var contest: ChampionContest?
}
