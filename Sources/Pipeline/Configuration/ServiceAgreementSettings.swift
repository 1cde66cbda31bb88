internal import Analytics
internal import Domain
internal import Ingest

/// Reads the calendars and policies of a support desk from the files that a pipeline names.
enum ServiceAgreementFiles {
    /// Reads the options `sla` and `calendar` of the stage `support`; without `sla` the default policies hold.
    ///
    /// Either file may hold `calendars:`, `tiers:` and `policies:`; a policy may name any calendar of the two.
    /// A calendar without a zone of its own goes by the shop's.
    static func read(_ options: StrictYAML, zone: ShopZone) throws(ConfigurationError) -> ServiceAgreement {
        var agreement = ServiceAgreement(policies: [])
        let files = [try options.string("calendar"), try options.string("sla")].compactMap { $0 }
        for file in files where files.firstIndex(of: file) == files.lastIndex(of: file) || file == files.first {
            try read(StrictYAML.load(file), zone, into: &agreement)
        }
        if agreement.policies.isEmpty { agreement.policies = ServiceAgreement.defaultPolicies }
        return agreement
    }

    private static func read(
        _ yaml: StrictYAML, _ zone: ShopZone, into agreement: inout ServiceAgreement
    ) throws(ConfigurationError) {
        if let calendars = try yaml.object("calendars") {
            for name in calendars.keys {
                guard !agreement.calendars.contains(where: { $0.name == name }) else {
                    throw calendars.error("is defined twice; list its versions under one name", at: name)
                }
                agreement.calendars.append(try calendar(name, calendars, zone))
            }
        }
        if let tiers = try yaml.objects("tiers") { agreement.tiers = try self.tiers(tiers) }
        for policy in try yaml.objects("policies") ?? [] {
            agreement.policies.append(
                try ServicePolicy(
                    policy, calendars: agreement.calendars.map(\.name), tiers: agreement.tiers.map(\.name)))
        }
        try yaml.finish()
    }

    /// `[{ name: vip, ltv_above: 1000 }, ...]`, at most 100, the highest bound first.
    private static func tiers(_ items: [StrictYAML]) throws(ConfigurationError) -> [CustomerTier] {
        var tiers: [CustomerTier] = []
        for item in items {
            let name = try item.requiredString("name")
            guard let above = try item.number("ltv_above", in: -1e12...1e12) else {
                throw item.error("is missing; give `ltv_above: 1000`", at: "ltv_above")
            }
            try item.finish()
            guard tiers.count < 100, !tiers.contains(where: { $0.name == name || $0.above == above }) else {
                throw item.error("has the name or the bound of another tier, or is one of more than 100")
            }
            tiers.append(CustomerTier(name: name, above: above))
        }
        return tiers.sorted { $0.above > $1.above }
    }

    private static func calendar(
        _ name: String, _ yaml: StrictYAML, _ zone: ShopZone
    ) throws(ConfigurationError) -> BusinessCalendar {
        var versions: [BusinessCalendar.Version] = []
        for version in try yaml.objects(name) ?? [] { versions.append(try .init(version, zone)) }
        guard !versions.isEmpty else { throw yaml.error("needs hours", at: name) }
        guard Set(versions.map(\.validFrom)).count == versions.count else {
            throw yaml.error("has two versions that begin on one day; give each its own valid_from", at: name)
        }
        return BusinessCalendar(name: name, versions: versions)
    }
}

extension BusinessCalendar.Version {
    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    fileprivate init(_ yaml: StrictYAML, _ shopZone: ShopZone) throws(ConfigurationError) {
        var zone = shopZone
        if let name = try yaml.string("timezone") {
            guard let known = ShopZone(identifier: name) else {
                throw yaml.error(
                    "`\(name)` is no known time zone; give an IANA name like Europe/Berlin", at: "timezone")
            }
            zone = known
        }
        guard let week = try yaml.object("hours") else {
            throw yaml.error("is missing; give `hours: { mon: [\"09:00-17:00\"] }`", at: "hours")
        }
        var hours: [[Range<Int32>]] = []
        for weekday in Self.weekdays { hours.append(try Self.intervals(week, weekday)) }
        try week.finish()
        var holidays: Set<Int32> = []
        for text in try yaml.strings("holidays") ?? [] { holidays.insert(try yaml.day(text, at: "holidays")) }
        let validFrom = try yaml.day("valid_from")
        try yaml.finish()
        self.init(zone: zone, hours: hours, holidays: holidays, validFrom: validFrom)
    }

    private static func intervals(_ week: StrictYAML, _ weekday: String) throws(ConfigurationError) -> [Range<Int32>] {
        var intervals: [Range<Int32>] = []
        for text in try week.strings(weekday) ?? [] {
            guard let match = text.wholeMatch(of: /([0-9][0-9]):([0-9][0-9])-([0-9][0-9]):([0-9][0-9])/) else {
                throw week.error("is `\(text)`; give hours like \"09:00-17:00\"", at: weekday)
            }
            let numbers = [match.1, match.2, match.3, match.4].compactMap { Int32($0) }
            let (from, until) = (numbers[0] * 3_600 + numbers[1] * 60, numbers[2] * 3_600 + numbers[3] * 60)
            guard from < until, until <= 86_400, numbers[1] < 60, numbers[3] < 60 else {
                throw week.error("is `\(text)`; hours run forward within one day, up to 24:00", at: weekday)
            }
            intervals.append(from..<until)
        }
        let sorted = intervals.sorted { $0.lowerBound < $1.lowerBound }
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) else {
            throw week.error("has hours that overlap", at: weekday)
        }
        return sorted
    }
}

extension ServicePolicy {
    fileprivate init(_ yaml: StrictYAML, calendars: [String], tiers: [String]) throws(ConfigurationError) {
        self.init(name: try yaml.requiredString("name"))
        if let match = try yaml.object("match") { try readMatch(match, tiers) }
        for target in ServiceTarget.allCases { targets[Int(target.rawValue)] = try yaml.duration(target.name) }
        guard targets.contains(where: { $0 != nil }) else {
            throw yaml.error("promises nothing; give first_response, next_response or resolution")
        }
        calendar = try yaml.string("calendar")
        if let calendar, !calendars.contains(calendar) {
            let known = calendars.isEmpty ? "there is none" : "there are \(calendars.joined(separator: ", "))"
            throw yaml.error("`\(calendar)` is no calendar; \(known)", at: "calendar")
        }
        if let names = try yaml.strings("pause") { pause = try Self.states(names, yaml) }
        warnAt = try yaml.number("warn_at", in: 0...1) ?? warnAt
        validFrom = try yaml.day("valid_from")
        try yaml.finish()
    }

    private mutating func readMatch(_ yaml: StrictYAML, _ tiers: [String]) throws(ConfigurationError) {
        if let name = try yaml.string("priority") {
            guard let known = TicketPriority.allCases.first(where: { $0.name == name }) else {
                throw yaml.error("is `\(name)`; give urgent, high, normal or low", at: "priority")
            }
            priority = known
        }
        channel = try yaml.string("channel")
        category = try yaml.string("category")
        tier = try yaml.string("tier")
        if let tier, !tiers.contains(tier) {
            throw yaml.error("`\(tier)` is no tier; there are \(tiers.joined(separator: ", "))", at: "tier")
        }
        try yaml.finish()
    }

    private static func states(_ names: [String], _ yaml: StrictYAML) throws(ConfigurationError) -> Set<TicketStatus> {
        var states: Set<TicketStatus> = []
        for name in names {
            guard let state = [TicketStatus.pending, .onHold].first(where: { $0.name == name }) else {
                throw yaml.error("names `\(name)`; clocks can pause in pending and on_hold", at: "pause")
            }
            states.insert(state)
        }
        return states
    }
}

extension StrictYAML {
    /// A day `yyyy-mm-dd` as days since 1970-01-01.
    fileprivate func day(_ key: String) throws(ConfigurationError) -> Int32? {
        guard let text = try string(key) else { return nil }
        return try day(text, at: key)
    }

    fileprivate func day(_ text: String, at key: String) throws(ConfigurationError) -> Int32 {
        guard text.utf8.count == 10, let instant = Instant(iso8601: text) else {
            throw error("`\(text)` is no day; give it as yyyy-mm-dd", at: key)
        }
        return Int32(clamping: instant.seconds / 86_400)
    }

    /// A duration like `30m`, `8h`, `7d` or `1h30m` in seconds; a day has 24 hours, by whichever clock they count.
    fileprivate func duration(_ key: String) throws(ConfigurationError) -> Int64? {
        guard let text = try string(key) else { return nil }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        var (total, number): (Int64, Int64?) = (0, nil)
        for character in text {
            if let digit = character.wholeNumberValue, character.isASCII {
                number = min((number ?? 0) * 10 + Int64(digit), 100_000_000)
            } else if let unit = units[character], let count = number {
                (total, number) = (total + count * unit, nil)
            } else {
                throw error("is `\(text)`; give a duration like 30m, 8h, 7d or 1h30m", at: key)
            }
        }
        guard number == nil, total > 0, total <= 10 * 366 * 86_400 else {
            throw error("is `\(text)`; give a duration like 30m, 8h, 7d or 1h30m, up to ten years", at: key)
        }
        return total
    }
}
