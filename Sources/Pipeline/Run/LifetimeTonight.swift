internal import Analytics
internal import Domain

/// The lifetime model of tonight and what it forecasts.
struct LifetimeTonight: Sendable {
    /// `nil` where there has never been one that can be used.
    let model: LifetimeModel?
    /// Fitted tonight, rather than on an earlier night.
    let isFitted: Bool
    /// Why tonight has no fit of its own though one was due.
    let refusal: String?
    let forecasts: LifetimeForecasts?

    init(_ bench: Workbench) {
        let (definition, shop, jobs) = (bench.definition, bench.shop, bench.jobs)
        switch bench.lifetimeDecision {
        case .score(let stored): (model, isFitted, refusal) = (stored.model, false, nil)
        case .fit(let version, let previous, _):
            switch LifetimeFitting.fit(
                shop, definition.lifetime, version: version, seed: definition.seed, jobs: jobs)
            {
            case .fitted(let fitted): (model, isFitted, refusal) = (fitted, true, nil)
            // A model that knows what came after tonight is no model of tonight.
            case .refused(let reason):
                let last = previous.flatMap { $0.cutoff <= shop.asOf ? $0.model : nil }
                (model, isFitted, refusal) = (last, false, reason)
            }
        }
        forecasts = model.map {
            LifetimeForecasts(
                shop, $0, discountRate: definition.lifetime.discountRate, seed: definition.seed, jobs: jobs)
        }
    }

    /// The fit as it is to be stored; `nil` on a night without one.
    func modelToStore(_ bench: Workbench) -> StoredLifetimeModel? {
        guard isFitted, let model else { return nil }
        return StoredLifetimeModel(
            identity: bench.lifetimeIdentity, trainedFrom: bench.shop.observedFrom, inputDigest: bench.inputDigest,
            codeVersion: CodeVersion.full, wish: bench.definition.lifetime.wish, model: model)
    }
}

extension Workbench {
    /// Equal texts mean equal lifetime models; see ``modelIdentity``.
    var lifetimeIdentity: String {
        switch lifetimeDecision {
        case .fit(let version, let previous, _):
            Digest([
                CodeVersion.full, "\(version)", inputDigest, shop.asOf.description, "\(definition.seed)",
                definition.lifetime.wish, previous?.identity ?? "",
            ]).hex
        case .score(let stored): stored.identity
        }
    }
}
