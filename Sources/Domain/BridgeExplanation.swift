/// Which lines of a bridge may lie between net revenue and a figure that another system shows.
package struct BridgeExplanation: Sendable {
    /// Something that another system may count otherwise, and what that changes.
    package struct Step: Sendable, Equatable {
        package let name: String
        package let effect: Int64
    }

    /// Steps that together come to the difference, to the cent; the fewest first.
    package let exact: [[Step]]
    /// Where none do: the steps that come nearest, with what they leave over.
    package let nearest: [(steps: [Step], rest: Int64)]
    package let difference: Int64

    /// Half a cent: figures of other systems are written to the cent.
    private static let tolerance: Int64 = Money.scale / 200
    private static let kept = 5

    package init(_ bridge: MoneyBridge, expected: Int64) {
        difference = expected.addingClamped(-bridge.total(.net))
        let steps = Self.steps(bridge)
        var exact: [[Step]] = []
        var near: [(steps: [Step], rest: Int64)] = []
        for size in 1...3 where exact.isEmpty {
            for chosen in Self.subsets(of: steps, size: size) {
                let rest = difference.addingClamped(-chosen.reduce(0) { $0.addingClamped($1.effect) })
                if rest.magnitude <= Self.tolerance.magnitude {
                    exact.append(chosen)
                } else if size < 3 {
                    near.append((chosen, rest))
                }
            }
        }
        self.exact = Array(exact.prefix(Self.kept))
        let isNearer = { (a: (steps: [Step], rest: Int64), b: (steps: [Step], rest: Int64)) in
            (a.rest.magnitude, a.steps.count) < (b.rest.magnitude, b.steps.count)
        }
        // A line that leaves more over than there was explains nothing.
        let gap = difference.magnitude
        nearest = exact.isEmpty ? Array(near.filter { $0.rest.magnitude < gap }.sorted(by: isNearer).prefix(3)) : []
    }

    /// What each line undone, or each sum left out, would change.
    private static func steps(_ bridge: MoneyBridge) -> [Step] {
        let undone: [(MoneyBridge.Line, String)] = [
            (.currency, "currencies not converted"), (.duplicates, "duplicates counted"),
            (.superseded, "earlier versions counted, too"), (.quarantined, "refused rows counted"),
            (.setAside, "rows set aside counted"), (.afterAsOf, "orders after as_of counted"),
            (.cancelled, "cancelled orders counted"), (.test, "test orders counted"),
            (.giftCards, "gift cards counted as sales"), (.refunds, "refunds not taken off"),
        ]
        let left: [(MoneyBridge.Memo, String)] = [
            (.guests, "orders of guests left out"), (.shipping, "shipping left out"), (.tax, "tax left out"),
            (.discounts, "discounts not taken off"),
        ]
        var steps = undone.map { Step(name: $0.1, effect: -bridge.total($0.0)) }
        steps += left.map { Step(name: $0.1, effect: $0.0 == .discounts ? bridge.total($0.0) : -bridge.total($0.0)) }
        if bridge.total(.refundsByRefundDay) != 0 {
            for month in bridge.months where month >= 0 {
                let byOrder = bridge.money(.refunds, in: month)
                let byRefund = -(bridge.memos[.refundsByRefundDay]?[month] ?? 0)
                steps.append(
                    Step(
                        name: "refunds of \(MoneyBridge.text(month)) by the day of the refund",
                        effect: byRefund - byOrder))
            }
        }
        if let first = bridge.months.first(where: { $0 >= 0 }), let last = bridge.months.last, last > first {
            steps.append(Step(name: "\(MoneyBridge.text(first)) left out", effect: -bridge.money(.net, in: first)))
            steps.append(Step(name: "\(MoneyBridge.text(last)) left out", effect: -bridge.money(.net, in: last)))
        }
        return steps.filter { $0.effect != 0 }
    }

    private static func subsets(of steps: [Step], size: Int) -> [[Step]] {
        guard size > 0 else { return [[]] }
        return steps.indices.flatMap { index in
            subsets(of: Array(steps[(index + 1)...]), size: size - 1).map { [steps[index]] + $0 }
        }
    }
}
