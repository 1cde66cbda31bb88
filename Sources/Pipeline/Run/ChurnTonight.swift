internal import Analytics
internal import Domain
internal import Store

/// The churn model of tonight and what it says of everybody.
struct ChurnTonight: Sendable {
    /// `nil` where there has never been one that can be used.
    let model: ChurnModel?
    /// Tonight's own fit, whether it speaks or not.
    let challenger: ChurnModel?
    /// How that did against the champion.
    let contest: ChampionContest?
    /// Why tonight has no fit of its own though one was due.
    let refusal: String?
    let scores: ChurnScores?

    /// Whether the model was fitted tonight, rather than on an earlier night.
    var isFitted: Bool { challenger != nil && challenger?.version == model?.version }

    init(_ bench: Workbench) {
        let (definition, source, jobs) = (bench.definition, bench.churnSource, bench.jobs)
        switch bench.models.churn {
        case .score(let stored): (model, challenger, contest, refusal) = (stored.model, nil, nil, nil)
        case .fit(let refit):
            switch ChurnFitting.fit(
                source, definition.churn, version: refit.version, seed: definition.seed, jobs: jobs)
            {
            case .fitted(let fitted):
                let contest = fitted.contest(
                    against: refit.champion?.model, because: refit.reason, on: source, jobs: jobs)
                model = contest.isPromoted ? fitted : refit.champion?.model
                (challenger, self.contest, refusal) = (fitted, contest, nil)
            // A model that knows what came after tonight is no model of tonight.
            case .refused(let reason):
                let last = refit.previous.flatMap { $0.cutoff <= source.shop.asOf ? $0.model : nil }
                (model, challenger, contest, refusal) = (last, nil, nil, reason)
            }
        }
        scores = model.map {
            ChurnScores(source, $0, lifetime: bench.lifetime.model, margin: definition.churn.margin, jobs: jobs)
        }
    }

    /// The fit as it is to be stored; `nil` on a night without one.
    func modelToStore(_ bench: Workbench) -> StoredChurnModel? {
        challenger.map {
            StoredChurnModel(
                identity: bench.churnIdentity, trainedFrom: bench.shop.observedFrom, inputDigest: bench.inputDigest,
                codeVersion: CodeVersion.full, wish: bench.definition.churn.wish, model: $0)
        }
    }
}

extension Workbench {
    /// The shop with what the pipeline says about tickets.
    var churnSource: ChurnSource {
        ChurnSource(
            shop, questionCategories: definition.questionCategories.sorted(), agreement: definition.support)
    }

    /// The identity of the model whose scores are stored, once the refit has competed; see ``modelIdentity``.
    var scoringChurnIdentity: String {
        churn.contest?.isPromoted == false ? models.churn.previous?.identity ?? churnIdentity : churnIdentity
    }

    /// Equal texts mean equal churn models; see ``modelIdentity``.
    var churnIdentity: String {
        switch models.churn {
        case .fit(let refit):
            Digest(
                [
                    CodeVersion.full, "\(refit.version)", inputDigest, shop.asOf.description, "\(definition.seed)",
                    definition.churn.wish, definition.support.digestText, refit.previous?.identity ?? "",
                ] + definition.questionCategories.sorted()
            ).hex
        case .score(let stored): stored.identity
        }
    }
}

extension Stage {
    /// How likely everybody is to leave, and why.
    static let churn = Stage(
        file: .churn, reads: [.ingest, .clocks, .lifetime],
        parameters: { bench, isComputed in
            let (options, definition) = (bench.definition.churn, bench.definition)
            return [
                isComputed ? bench.scoringChurnIdentity : bench.churnIdentity, options.wish, "\(options.margin)",
                "\(definition.seed)",
            ]
                + definition.questionCategories.sorted()
        },
        body: { bench in
            let (ids, tonight, shop) = (bench.shop.customers.ids, bench.churn, bench.shop)
            return StageOutput(rowsIn: shop.orders.count + shop.lines.count + shop.ticketEvents.count) { append in
                for range in Partitions.ranges(of: ids.count) {
                    let values = ChurnTable.values(range, ids: ids, of: tonight.scores, without: tonight.refusal)
                    try append(Table(.churnScores, values: values))
                }
            }
        })
}
