internal import Analytics
internal import Domain
internal import Ingest

extension QueueWeights {
    /// Reads `queue` of the stage `support`; what is not given keeps its default.
    init(_ yaml: StrictYAML) throws(ConfigurationError) {
        self.init()
        if let points = try yaml.object("priority") {
            for level in TicketPriority.allCases {
                let known = priority[Int(level.rawValue)]
                priority[Int(level.rawValue)] = try points.points(level.name) ?? known
            }
            try points.finish()
        }
        value = try yaml.steps("value") ?? value
        churn = try yaml.steps("churn") ?? churn
        ageHours = try yaml.steps("age_hours") ?? ageHours
        urgency = try yaml.points("urgency") ?? urgency
        breached = try yaml.points("breached") ?? breached
        for rule in try yaml.objects("keywords") ?? [] { keywords.append(try KeywordRule(rule)) }
        try Self.check(keywords, yaml)
        if let options = try yaml.object("suggestion") { suggestion = try Suggestion(options) }
        try yaml.finish()
    }

    private static func check(_ rules: [KeywordRule], _ yaml: StrictYAML) throws(ConfigurationError) {
        guard rules.count <= 64 else {
            throw yaml.error("has \(rules.count) rules where 64 are allowed", at: "keywords")
        }
        guard Set(rules.map(\.name)).count == rules.count else {
            throw yaml.error("has two rules of one name; join their keywords", at: "keywords")
        }
    }
}

extension QueueWeights.KeywordRule {
    fileprivate init(_ yaml: StrictYAML) throws(ConfigurationError) {
        let name = try yaml.requiredString("name")
        let keywords = try yaml.strings("keywords") ?? []
        guard keywords.contains(where: { $0.contains { $0.isLetter || $0.isNumber } }) else {
            throw yaml.error("needs words; give `keywords: [refund, \"charge back\"]`", at: "keywords")
        }
        guard let boost = try yaml.points("boost") else {
            throw yaml.error("is missing; give `boost: 25`", at: "boost")
        }
        try yaml.finish()
        self.init(name: name, keywords: keywords, boost: boost)
    }
}

extension QueueWeights.Suggestion {
    fileprivate init(_ yaml: StrictYAML) throws(ConfigurationError) {
        self.init()
        freeSlot = try yaml.points("free_slot") ?? freeSlot
        specialization = try yaml.points("specialization") ?? specialization
        supervisor = try yaml.points("supervisor") ?? supervisor
        supervisorAbove = try yaml.number("supervisor_above", in: 0...1e12) ?? supervisorAbove
        try yaml.finish()
    }
}

extension StrictYAML {
    fileprivate func points(_ key: String) throws(ConfigurationError) -> Double? {
        try number(key, in: -1_000_000...1_000_000)
    }

    /// `[{ above: 500, points: 25 }, ...]`, in any order.
    fileprivate func steps(_ key: String) throws(ConfigurationError) -> [QueueWeights.Step]? {
        guard let items = try objects(key) else { return nil }
        var steps: [QueueWeights.Step] = []
        for item in items {
            guard let above = try item.number("above", in: -1e12...1e12), let points = try item.points("points") else {
                throw error("is a list of steps like `{ above: 500, points: 25 }`", at: key)
            }
            try item.finish()
            steps.append(QueueWeights.Step(above: above, points: points))
        }
        return steps.sorted { $0.above < $1.above }
    }
}
