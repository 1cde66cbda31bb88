/// The models of repeat buying: *buy till you die*.
///
/// In all three a customer buys at random at a rate of their own, drawn from Gamma(r, α), and leaves unseen.
package enum RepeatPurchaseModelKind: String, CaseIterable, Codable, Sendable {
    /// Leaves after a repeat purchase, with a probability drawn from Beta(a, b).
    case bgNBD = "bg_nbd"
    /// The same, but the first purchase of all can be the last as well.
    case mbgNBD = "mbg_nbd"
    /// Leaves at any moment, with a hazard drawn from Gamma(s, β).
    case paretoNBD = "pareto_nbd"
}

/// A model of repeat buying with its parameters.
///
/// All times are in one unit, the one of α (and β). x counts the purchase occasions after the first, t_x runs from the
/// first to the last, T from the first to the cut-off.
package struct RepeatPurchaseModel: Equatable, Sendable {
    package let kind: RepeatPurchaseModelKind
    /// r, α, a, b under BG/NBD and MBG/NBD; r, α, s, β under Pareto/NBD.
    ///
    /// All positive; α and β are times.
    package let parameters: [Double]

    /// - Precondition: four positive, finite parameters.
    package init(kind: RepeatPurchaseModelKind, parameters: [Double]) {
        precondition(Self.areValid(parameters), "four positive parameters are needed, not \(parameters)")
        (self.kind, self.parameters) = (kind, parameters)
    }

    package static func parameterNames(of kind: RepeatPurchaseModelKind) -> [String] {
        kind == .paretoNBD ? ["r", "alpha", "s", "beta"] : ["r", "alpha", "a", "b"]
    }

    private static func areValid(_ parameters: [Double]) -> Bool {
        parameters.count == 4 && parameters.allSatisfy { $0 > 0 && $0.isFinite }
    }

    /// The formulas, with the parameters by name.
    enum Formulas {
        case betaGeometric(BetaGeometric)
        case pareto(ParetoNBD)
    }

    var formulas: Formulas {
        let (first, second, third, fourth) = (parameters[0], parameters[1], parameters[2], parameters[3])
        switch kind {
        case .bgNBD: return .betaGeometric(BetaGeometric(r: first, alpha: second, a: third, b: fourth, first: 0))
        case .mbgNBD: return .betaGeometric(BetaGeometric(r: first, alpha: second, a: third, b: fourth, first: 1))
        case .paretoNBD: return .pareto(ParetoNBD(r: first, alpha: second, s: third, beta: fourth))
        }
    }
}

extension RepeatPurchaseModel: Codable {
    private enum CodingKeys: CodingKey { case kind, parameters }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decode(RepeatPurchaseModelKind.self, forKey: .kind)
        parameters = try values.decode([Double].self, forKey: .parameters)
        guard Self.areValid(parameters) else {
            throw DecodingError.dataCorruptedError(
                forKey: .parameters, in: values, debugDescription: "four positive parameters are needed")
        }
    }
}

// MARK: - One customer

extension RepeatPurchaseModel {
    /// The probability that a customer is still active at the cut-off.
    ///
    /// - Parameters:
    ///   - x: repeat purchase occasions, ≥ 0.
    ///   - tx: from the first purchase to the last, 0...T, and 0 where x is 0.
    ///   - age: T, from the first purchase to the cut-off.
    /// - Returns: 0...1; 1 for every x = 0 under BG/NBD, where nobody leaves before a repeat purchase.
    package func probabilityActive(frequency x: Double, recency tx: Double, age: Double) -> Double {
        requireHistory(x, tx, age)
        switch formulas {
        case .betaGeometric(let model): return model.probabilityActive(x, tx, age)
        case .pareto(let model): return model.probabilityActive(x, tx, age)
        }
    }

    /// The expected purchases of a customer in (T, T + t], given the history; x = 0 demands t_x = 0.
    package func expectedPurchases(frequency x: Double, recency tx: Double, age: Double, in t: Double) -> Double {
        requireHistory(x, tx, age)
        requireTime(t)
        switch formulas {
        case .betaGeometric(let model): return model.expectedPurchases(x, tx, age, t)
        case .pareto(let model): return model.expectedPurchases(x, tx, age, t)
        }
    }

    /// The expected repeat purchases of a new customer in the time t after the first purchase.
    package func expectedPurchasesOfNewCustomer(in t: Double) -> Double {
        requireTime(t)
        switch formulas {
        case .betaGeometric(let model): return model.expectedPurchases(t)
        case .pareto(let model): return model.expectedPurchases(t)
        }
    }

    /// The probability that a new customer makes exactly n repeat purchases in the time t after the first purchase.
    package func probabilityOfPurchases(_ n: Int, ofNewCustomerIn t: Double) -> Double {
        precondition(n >= 0, "\(n) is no number of purchases")
        requireTime(t)
        switch formulas {
        case .betaGeometric(let model): return model.probability(Double(n), t)
        case .pareto(let model): return model.probability(Double(n), t)
        }
    }

    /// The probability of no purchase in (T, T + t], given the history; x = 0 demands t_x = 0.
    package func probabilityOfNoPurchase(
        frequency x: Double, recency tx: Double, age: Double, in t: Double
    ) -> Double {
        requireHistory(x, tx, age)
        requireTime(t)
        switch formulas {
        case .betaGeometric(let model): return model.probabilityOfNoPurchase(x, tx, age, t)
        case .pareto(let model): return model.probabilityOfNoPurchase(x, tx, age, t)
        }
    }

    private func requireHistory(_ x: Double, _ tx: Double, _ age: Double) {
        precondition(
            x >= 0 && tx >= 0 && tx <= age && (x > 0 || tx == 0), "x = \(x), t_x = \(tx), T = \(age) is no history")
    }

    private func requireTime(_ t: Double) {
        precondition(t >= 0 && t.isFinite, "\(t) is no time ahead")
    }
}
