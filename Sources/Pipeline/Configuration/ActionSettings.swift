internal import Analytics
internal import Domain
internal import Ingest

extension ActionCatalogue {
    /// Reads the option `catalogue` of the stage `actions`, a file of actions and guidance; without one the standard holds.
    init(_ options: StrictYAML) throws(ConfigurationError) {
        guard let file = try options.string("catalogue") else {
            self = .standard
            return
        }
        self.init()
        let yaml = try StrictYAML.load(file)
        for action in try yaml.objects("actions") ?? [] {
            let found = try Action(action)
            guard !actions.contains(where: { $0.id == found.id }) else {
                throw action.error("`\(found.id)` stands in the catalogue already; give each action its own name")
            }
            actions.append(found)
        }
        for sentence in try yaml.objects("guidance") ?? [] { guidance.append(try Guidance(sentence)) }
        try yaml.finish()
    }
}

extension ActionCatalogue.Action {
    fileprivate init(_ yaml: StrictYAML) throws(ConfigurationError) {
        let id = try yaml.requiredString("action")
        var scenarios: [ActionScenario] = []
        for name in try yaml.strings("scenarios") ?? ActionScenario.allCases.map(\.rawValue) {
            scenarios.append(try yaml.choice(name, at: "scenarios"))
        }
        self.init(
            id: id, text: try yaml.requiredString("text"),
            urgency: try yaml.choice(yaml.string("urgency") ?? "medium", at: "urgency"),
            channel: try yaml.string("channel") ?? "email", cost: try yaml.number("cost", in: 0...1e9) ?? 0,
            effect: try .init(yaml), stake: try yaml.choice(yaml.string("stake") ?? "churn", at: "stake"),
            scenarios: scenarios, rule: try CustomerRule(yaml))
        try yaml.finish()
    }
}

extension ActionCatalogue.Effect {
    fileprivate init(_ yaml: StrictYAML) throws(ConfigurationError) {
        guard let effect = try yaml.object("effect"), let assumed = try effect.number("assumed", in: 0...1) else {
            throw yaml.error("is missing; give `effect: { assumed: 0.05, low: 0.01, high: 0.1 }`", at: "effect")
        }
        let low = try effect.number("low", in: 0...1) ?? assumed
        let high = try effect.number("high", in: 0...1) ?? assumed
        guard low <= assumed, assumed <= high else {
            throw yaml.error("needs low ≤ assumed ≤ high", at: "effect")
        }
        try effect.finish()
        self.init(assumed: assumed, low: low, high: high)
    }
}

extension ActionCatalogue.Guidance {
    fileprivate init(_ yaml: StrictYAML) throws(ConfigurationError) {
        self.init(
            text: try yaml.requiredString("say"), weight: try yaml.number("weight", in: 0...1) ?? 1,
            rule: try CustomerRule(yaml))
        try yaml.finish()
    }
}

extension CustomerRule {
    /// What stands under `when`: at least one condition.
    fileprivate init(_ yaml: StrictYAML) throws(ConfigurationError) {
        guard let when = try yaml.object("when"), !when.keys.isEmpty else {
            throw yaml.error("is missing; give `when: { churn_risk: { above: 0.7 } }`", at: "when")
        }
        var (limits, standings): ([Limit], [Standing]) = ([], [])
        // In the order of the file, which is the order of the reason.
        for key in when.keys where key != "segments" {
            guard let measure = CustomerMeasure(rawValue: key), let limit = try when.object(key) else { continue }
            let (above, below) = (
                try limit.number("above", in: -1e12...1e12), try limit.number("below", in: -1e12...1e12)
            )
            guard above != nil || below != nil else { throw limit.error("needs `above`, `below` or both") }
            try limit.finish()
            limits.append(Limit(measure, above: above, below: below))
        }
        if let segments = try when.object("segments") {
            for axis in Axis.allCases {
                guard let names = try segments.strings(axis.rawValue) else { continue }
                standings.append(Standing(axis, names))
            }
            try segments.finish()
        }
        try when.finish(beside: CustomerMeasure.allCases.map(\.rawValue))
        self.init(limits: limits, standings: standings)
    }
}

extension StrictYAML {
    /// The case of a closed list that a text names.
    fileprivate func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, at key: String
    ) throws(ConfigurationError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: name) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("`\(name)` is none of \(known)", at: key)
        }
        return choice
    }

    /// ``finish()`` where only some of the keys that there are were asked for.
    fileprivate func finish(beside known: [String]) throws(ConfigurationError) {
        for key in known { _ = try object(key) }
        try finish()
    }
}
