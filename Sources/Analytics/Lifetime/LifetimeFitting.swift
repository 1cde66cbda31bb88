package import Domain
package import Kernels

/// Fits the models of purchases and of spend to a shop, lets them compete, and judges the winner.
package enum LifetimeFitting {
    package enum Outcome: Sendable {
        case fitted(LifetimeModel)
        /// Why there is no model of tonight's data: too little of it, or no fit that can be used.
        case refused(String)
    }

    /// - Parameters:
    ///   - shop: the shop as of tonight.
    ///   - options: what the pipeline asks for.
    ///   - version: the number of the fit.
    ///   - seed: of the simulated futures of the windows.
    ///   - jobs: the number of threads.
    /// - Returns: the model with all its evidence, or why there is none.
    package static func fit(_ shop: Shop, _ options: LifetimeOptions, version: Int, seed: UInt64, jobs: Int) -> Outcome
    {
        let records = PurchaseRecords(of: shop, throughDay: shop.lastDay, unit: options.timeUnit, jobs: jobs)
        let windows = HoldoutWindows(first: shop.firstOrderDay, end: shop.lastDay)
        if let reason = LifetimeGate.reason(against: records, windows) { return .refused(reason) }
        guard let windows else { return .refused("not enough data") }
        return WindowedFit(shop, options, windows, seed: seed, jobs: jobs).outcome(records, version: version)
    }
}

/// The two windows of a shop, with the fits that were made for each.
private struct WindowedFit {
    private let shop: Shop
    private let kinds: [RepeatPurchaseModelKind]
    private let jobs: Int
    private let selection, report: HoldoutJudge

    init(_ shop: Shop, _ options: LifetimeOptions, _ windows: HoldoutWindows, seed: UInt64, jobs: Int) {
        (self.shop, self.jobs) = (shop, jobs)
        kinds = options.model.map { [$0] } ?? RepeatPurchaseModelKind.allCases
        selection = HoldoutJudge(
            shop, after: windows.selection, through: windows.report, unit: options.timeUnit, seed: seed, jobs: jobs)
        report = HoldoutJudge(
            shop, after: windows.report, through: windows.end, unit: options.timeUnit, seed: seed, jobs: jobs)
    }

    func outcome(_ records: PurchaseRecords, version: Int) -> LifetimeFitting.Outcome {
        let contest = LifetimeContest(
            kinds.map { RepeatPurchaseFit.fit($0, selection.histories, jobs: jobs) }, selection)
        let rivals = kinds.map { RepeatPurchaseFit.fit($0, report.histories, jobs: jobs) }
        var bad = contest.entries.map(\.fit)
        for kind in contest.ranking {
            let final = RepeatPurchaseFit.fit(kind, records.histories, jobs: jobs)
            bad.append(final)
            let earlier = contest.entries.map(\.fit).first { $0.model.kind == kind && $0.status.isUsable }
            guard final.status.isUsable, let later = rivals.first(where: { $0.model.kind == kind }),
                later.status.isUsable
            else { continue }
            return .fitted(model(final, earlier, later, rivals, contest, records, version: version))
        }
        let reasons = (bad + rivals).compactMap { fit in
            fit.status.reason.map { "\(fit.model.kind.rawValue) of \(fit.customers) buyers: \($0)" }
        }
        return .refused("no model of purchases could be fitted: \(reasons.joined(separator: "; "))")
    }

    private func model(
        _ final: RepeatPurchaseFit, _ earlier: RepeatPurchaseFit?, _ later: RepeatPurchaseFit,
        _ rivals: [RepeatPurchaseFit], _ contest: LifetimeContest, _ records: PurchaseRecords, version: Int
    ) -> LifetimeModel {
        let spend = records.spendFit(jobs: jobs)
        let spendThen = report.records.spendFit(jobs: jobs).usable
        let uncorrected = report.holdout(later, spend: spendThen)
        let correction = LifetimeCorrection(
            selection: earlier.map { selection.holdout($0, spend: selection.records.spendFit(jobs: jobs).usable) },
            report: uncorrected)
        let judged = rivals.filter { $0.status.isUsable && $0.model.kind != final.model.kind }
            .map { ($0.model.kind, report.holdout($0, spend: spendThen, isSimulated: false)) }
        return LifetimeModel(
            version: version, cutoff: shop.asOf, timeUnit: records.unit, purchases: final, spend: spend.usable,
            spendRefusal: spend.status.reason,
            frequencyValueCorrelation: records.frequencyValueCorrelation,
            spendersLeftOut: records.spendersLeftOut, contest: contest,
            choice: final.model.kind == contest.ranking.first
                ? contest.reason : "those ahead of it could not be fitted",
            holdout: uncorrected,
            rivals: Dictionary(uniqueKeysWithValues: judged),
            correctedHoldout: correction.factor == 1
                ? nil : report.holdout(later, spend: spendThen, rateFactor: correction.factor),
            correction: correction,
            tracking: LifetimeTracking.weeks(
                of: shop, later.model, records: report.records, through: shop.lastDay, jobs: jobs),
            leftTruncated: records.leftTruncated(shop, jobs: jobs))
    }
}

extension PurchaseRecords {
    /// The spend model of repeat buyers.
    package func spendFit(jobs: Int) -> GammaGammaFit {
        let rows = spenders
        return GammaGammaFit.fit(
            frequency: rows.map { Double(frequency[$0]) }, mean: rows.map { meanSpend[$0] }, jobs: jobs)
    }

    fileprivate var frequencyValueCorrelation: Double? {
        let rows = spenders
        return pearsonCorrelation(rows.map { Double(frequency[$0]) }, rows.map { meanSpend[$0] })
    }

    /// Buyers whose first order lies within the 90 % quantile of gaps after the shop's first record.
    fileprivate func leftTruncated(_ shop: Shop, jobs: Int) -> Int {
        guard let gap = LeftTruncation.gapDays(shop, jobs: jobs) else { return 0 }
        let first = shop.firstOrderDay
        return age.count { Double(throughDay - first) - $0 * unit.days <= gap }
    }
}

extension GammaGammaFit {
    fileprivate var usable: GammaGammaFit? { status.isUsable ? self : nil }
}
