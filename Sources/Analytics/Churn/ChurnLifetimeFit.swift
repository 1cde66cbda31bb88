internal import Domain
internal import Kernels

extension ChurnFitter {
    /// The lifetime candidate: the model of purchases whose closed form has the least log loss on the calibration frame.
    ///
    /// A fit reads histories and no label, so it is made anew by every cutoff: by the calibration's to find kind and line,
    /// by the later one to score. The contest ranks it by the earlier fit: the later one's histories hold the purchases that
    /// the calibration frame awaits.
    func fitLifetime() throws(ChurnRefusal) -> Contestant {
        var best: Contestant?
        var reasons: [String] = []
        for kind in RepeatPurchaseModelKind.allCases {
            do throws(ChurnRefusal) {
                let fit = try silence(kind)
                let loss = ChurnContest.logLoss(fit.then, calibration, jobs: jobs)
                if loss < best?.selectionLogLoss ?? .infinity {
                    best = Contestant(fit: fit.now, selectionLogLoss: loss)
                }
            } catch { reasons.append("\(kind.rawValue): \(error.reason)") }
        }
        guard let best else { throw ChurnRefusal(reason: reasons.joined(separator: "; ")) }
        return best
    }

    /// One kind with its line, by the calibration's cutoff and by the later one.
    private func silence(
        _ kind: RepeatPurchaseModelKind
    ) throws(ChurnRefusal) -> (then: CalibratedChurn, now: CalibratedChurn) {
        let fits = [calibration, later].map { SilenceModel.fit(kind, $0, jobs: jobs) }
        if let bad = fits.first(where: { !$0.status.isUsable }) {
            throw ChurnRefusal(reason: bad.status.reason ?? "its fit cannot be used")
        }
        let models = zip(fits, [calibration, later]).map { ChurnPredictor.lifetime(SilenceModel($0.model, $1)) }
        let line = try Self.platt(models[0].margins(calibration, jobs: jobs), calibration.hasLeft ?? [])
        let then = inSeason(CalibratedChurn(predictor: models[0], calibration: line))
        return (
            then, CalibratedChurn(predictor: models[1], calibration: line, seasonShift: then.seasonShift)
        )
    }
}
