internal import Kernels

extension AffinitySection {
    /// By rule: whether B → A, which is of the same orders, is more confident; of two equally confident ones the second.
    ///
    /// What shows one direction of each pair leaves these out.
    package var isReverse: [Bool] {
        let sides = rules.map { [$0.rule.antecedent, $0.rule.consequent] }
        let places = Dictionary(zip(sides, rules.indices), uniquingKeysWith: { first, _ in first })
        return rules.indices.map { place in
            guard let other = places[sides[place].reversed()] else { return false }
            let (own, reverse) = (rules[place].rule.measures.confidence, rules[other].rule.measures.confidence)
            return own < reverse || (own == reverse && other < place)
        }
    }
}
