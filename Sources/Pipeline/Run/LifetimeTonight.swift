internal import Analytics
internal import Domain

/// The lifetime model of tonight and what it forecasts.
struct LifetimeTonight: Sendable {
    /// `nil` where there has never been one that can be used.
    let model: LifetimeModel?
    /// Tonight's own fit, whether it speaks or not.
    let challenger: LifetimeModel?
    /// How that did against the champion.
    let contest: ChampionContest?
    /// Why tonight has no fit of its own though one was due.
    let refusal: String?
    let forecasts: LifetimeForecasts?

    init(_ bench: Workbench) {
        let (definition, shop, jobs) = (bench.definition, bench.shop, bench.jobs)
        switch bench.models.lifetime {
        case .score(let stored): (model, challenger, contest, refusal) = (stored.model, nil, nil, nil)
        case .fit(let refit):
            switch LifetimeFitting.fit(
                shop, definition.lifetime, version: refit.version, seed: definition.seed, jobs: jobs)
            {
            case .fitted(let fitted):
                let contest = Self.contest(of: fitted, refit, shop, jobs: jobs)
                model = contest.isPromoted ? fitted : refit.champion?.model
                (challenger, self.contest, refusal) = (fitted, contest, nil)
            // A model that knows what came after tonight is no model of tonight.
            case .refused(let reason):
                let last = refit.previous.flatMap { $0.cutoff <= shop.asOf ? $0.model : nil }
                (model, challenger, contest, refusal) = (last, nil, nil, reason)
            }
        }
        forecasts = model.map {
            LifetimeForecasts(
                shop, $0, discountRate: definition.lifetime.discountRate, seed: definition.seed, jobs: jobs)
        }
    }

    /// Whether the model was fitted tonight, rather than on an earlier night.
    var isFitted: Bool { challenger != nil && challenger?.version == model?.version }

    private static func contest(
        of fitted: LifetimeModel, _ refit: Refit<StoredLifetimeModel>, _ shop: Shop, jobs: Int
    ) -> ChampionContest {
        guard let champion = refit.champion else {
            return ChampionContest(
                promoting: .init(version: fitted.version, fittedAsOf: fitted.cutoff), because: refit.reason)
        }
        return fitted.contest(against: champion.model, on: shop, jobs: jobs)
    }

    /// The fit as it is to be stored; `nil` on a night without one.
    func modelToStore(_ bench: Workbench) -> StoredLifetimeModel? {
        guard let challenger else { return nil }
        return StoredLifetimeModel(
            identity: bench.lifetimeIdentity, trainedFrom: bench.shop.observedFrom, inputDigest: bench.inputDigest,
            codeVersion: CodeVersion.full, wish: bench.definition.lifetime.wish, model: challenger)
    }
}

extension Workbench {
    /// The identity of the model whose forecasts are stored, once the refit has competed; see ``modelIdentity``.
    var scoringLifetimeIdentity: String {
        lifetime.contest?.isPromoted == false
            ? models.lifetime.previous?.identity ?? lifetimeIdentity : lifetimeIdentity
    }

    /// Equal texts mean equal lifetime models; see ``modelIdentity``.
    var lifetimeIdentity: String {
        switch models.lifetime {
        case .fit(let refit):
            Digest([
                CodeVersion.full, "\(refit.version)", inputDigest, shop.asOf.description, "\(definition.seed)",
                definition.lifetime.wish, refit.previous?.identity ?? "",
            ]).hex
        case .score(let stored): stored.identity
        }
    }
}
