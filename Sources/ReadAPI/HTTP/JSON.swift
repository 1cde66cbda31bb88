internal import Domain

/// A JSON document as it is answered: built as a literal, written with sorted keys.
indirect enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// The shortest text that reads back as the same number; `null` where it is not finite.
    case number(Double)
    /// An amount in units of the currency, rounded to its minor unit.
    case money(Double)
    case text(String)
    /// Text that is JSON already, such as a column that holds a document.
    case document(String)
    case array([JSON])
    case object([Member])

    struct Member: Sendable, Equatable {
        let key: String
        let value: JSON
    }

    /// The bytes of the document: equal values give equal bytes.
    var bytes: [UInt8] {
        var text = JSONText()
        write(to: &text)
        return text.bytes
    }

    private func write(to text: inout JSONText) {
        switch self {
        case .null: text.null()
        case .bool(let flag): text.value(flag)
        case .integer(let number): text.raw(String(number).utf8)
        case .number(let number): text.value(number)
        case .money(let amount): text.value(amount, decimals: 2)
        case .text(let string): text.value(string)
        case .document(let json): text.raw(json.utf8)
        case .array(let items):
            text.beginArray()
            for item in items { item.write(to: &text) }
            text.endArray()
        case .object(let members):
            text.beginObject()
            for member in members.sorted(by: { $0.key < $1.key }) {
                text.key(member.key)
                member.value.write(to: &text)
            }
            text.endObject()
        }
    }
}

extension JSON {
    init(_ text: String?) { self = text.map(JSON.text) ?? .null }
    init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }
    init(_ number: Int64?) { self = number.map(JSON.integer) ?? .null }
    init(_ number: Double?) { self = number.map(JSON.number) ?? .null }
    init(_ flag: Bool?) { self = flag.map(JSON.bool) ?? .null }
    init(money amount: Double?) { self = amount.map(JSON.money) ?? .null }
    init(document json: String?) { self = json.map(JSON.document) ?? .null }
    init(_ instant: Instant?) { self.init(instant?.description) }

    /// An object of the members of both; no key may stand in both.
    func merging(_ other: JSON) -> JSON {
        guard case .object(let mine) = self, case .object(let theirs) = other else {
            preconditionFailure("only objects have members to merge")
        }
        return .object(mine + theirs)
    }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map(Member.init))
    }

    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(nilLiteral: ()) { self = .null }
}
