internal import Analytics
internal import Domain

/// A type of a report whose members say what they mean: the description of each key, with its unit.
package protocol Documented: Decodable {
    /// A sentence for every key, by key.
    static var meanings: [String: String] { get }
}

/// What a JSON value looks like.
indirect enum JSONShape: Equatable, Sendable {
    case text
    case instant
    case number
    case integer
    case flag
    case choice([String])
    case list(JSONShape)
    /// Members whose names are data; `keys` where they come from a closed list.
    case map(JSONShape, keys: [String]?)
    case nullable(JSONShape)
    /// An object by its name among ``JSONShapes/objects``.
    case object(String)
}

/// An object: its members in the order of their keys.
struct JSONObjectShape: Equatable, Sendable {
    struct Member: Equatable, Sendable {
        let key: String
        let shape: JSONShape
        /// Whether the key is always there.
        let isRequired: Bool
        let meaning: String?
    }

    let name: String
    let members: [Member]
    /// Keys that are described, though the type does not have them.
    let strays: [String]
}

/// The shapes of a type and of all that it holds, found by decoding it from a decoder that writes down what is asked for.
///
/// So what a schema says is what the program reads, without a second list of keys.
final class JSONShapes {
    /// Every object met, by name.
    private(set) var objects: [String: JSONObjectShape] = [:]

    /// The shape of a type, and a value of it.
    func shape<Value: Decodable>(of type: Value.Type) throws -> (shape: JSONShape, sample: Value) {
        if let known = type as? any ShapedValue.Type {
            let (shape, sample) = try known.shape(in: self)
            if let value = sample as? Value { return (shape, value) }
        }
        if let cases = type as? any CaseIterable.Type, let found = choice(cases, as: type) { return found }
        let decoder = ShapeDecoder(self)
        let sample = try Value(from: decoder)
        guard let scalar = decoder.scalar else { return (.object(try register(type, decoder)), sample) }
        return (scalar, sample)
    }

    private func choice<Value>(_ cases: any CaseIterable.Type, as type: Value.Type) -> (JSONShape, Value)? {
        let all = Self.all(cases)
        let names = all.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        guard let first = all.first as? Value, names.count == all.count else { return nil }
        return (.choice(names), first)
    }

    private static func all<Cases: CaseIterable>(_ type: Cases.Type) -> [Any] { Array(type.allCases) }

    private func register(_ type: any Decodable.Type, _ decoder: ShapeDecoder) throws -> String {
        let name = String(reflecting: type).split(separator: ".").dropFirst().joined(separator: ".")
        let meanings = (type as? any Documented.Type)?.meanings ?? [:]
        let members = decoder.members.map { key, member in
            JSONObjectShape.Member(key: key, shape: member.shape, isRequired: member.isRequired, meaning: meanings[key])
        }
        objects[name] = JSONObjectShape(
            name: name, members: members.sorted { $0.key < $1.key },
            strays: meanings.keys.filter { decoder.members[$0] == nil }.sorted())
        return name
    }
}

/// A type whose shape does not follow from what it decodes.
private protocol ShapedValue {
    static func shape(in shapes: JSONShapes) throws -> (JSONShape, Any)
}

extension Array: ShapedValue where Element: Decodable {
    fileprivate static func shape(in shapes: JSONShapes) throws -> (JSONShape, Any) {
        let (shape, sample) = try shapes.shape(of: Element.self)
        return (.list(shape), [sample])
    }
}

extension LazyList: ShapedValue {
    fileprivate static func shape(in shapes: JSONShapes) throws -> (JSONShape, Any) {
        let (shape, sample) = try shapes.shape(of: Element.self)
        return (.list(shape), Self(1) { _ in sample })
    }
}

extension Dictionary: ShapedValue where Key: Decodable, Value: Decodable {
    fileprivate static func shape(in shapes: JSONShapes) throws -> (JSONShape, Any) {
        let (shape, _) = try shapes.shape(of: Value.self)
        guard case .choice(let keys) = try shapes.shape(of: Key.self).shape else {
            return (.map(shape, keys: nil), Self())
        }
        return (.map(shape, keys: keys), Self())
    }
}

extension Optional: ShapedValue where Wrapped: Decodable {
    fileprivate static func shape(in shapes: JSONShapes) throws -> (JSONShape, Any) {
        let (shape, sample) = try shapes.shape(of: Wrapped.self)
        return (.nullable(shape), Self.some(sample) as Any)
    }
}

extension OrNull: ShapedValue where Value: Decodable {
    fileprivate static func shape(in shapes: JSONShapes) throws -> (JSONShape, Any) {
        let (shape, sample) = try shapes.shape(of: Value.self)
        return (.nullable(shape), OrNull(wrappedValue: sample))
    }
}

extension Instant: ShapedValue {
    fileprivate static func shape(in shapes: JSONShapes) -> (JSONShape, Any) { (.instant, Instant(microseconds: 0)) }
}

/// Answers every question with a sample, and keeps what was asked for.
private final class ShapeDecoder: Decoder {
    let shapes: JSONShapes
    var members: [String: (shape: JSONShape, isRequired: Bool)] = [:]
    var scalar: JSONShape?
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ shapes: JSONShapes) { self.shapes = shapes }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ShapeMembers<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw DecodingError.dataCorrupted(
            .init(codingPath: [], debugDescription: "a list without a type of its own has no schema"))
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ShapeScalar(decoder: self) }
}

private struct ShapeMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ShapeDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (shape, sample) = try decoder.shapes.shape(of: type)
        decoder.members[key.stringValue] = (shape, true)
        return sample
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try optional(type, key)
    }

    private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
        let (shape, sample) = try decoder.shapes.shape(of: type)
        decoder.members[key.stringValue] = (shape, false)
        return sample
    }

    // Without these the protocol's own would ask for the value as one that is always there.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try optional(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try optional(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "give it a type of its own")
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "give it a type of its own")
    }
    func superDecoder() -> any Decoder { decoder }
    func superDecoder(forKey key: Key) -> any Decoder { decoder }
}

private struct ShapeScalar: SingleValueDecodingContainer {
    let decoder: ShapeDecoder
    var codingPath: [any CodingKey] { [] }

    private func sample<Value>(_ shape: JSONShape, _ value: Value) -> Value {
        decoder.scalar = shape
        return value
    }

    func decodeNil() -> Bool { false }
    func decode(_ type: Bool.Type) -> Bool { sample(.flag, false) }
    func decode(_ type: String.Type) -> String { sample(.text, "") }
    func decode(_ type: Double.Type) -> Double { sample(.number, 0) }
    func decode(_ type: Float.Type) -> Float { sample(.number, 0) }
    func decode(_ type: Int.Type) -> Int { sample(.integer, 0) }
    func decode(_ type: Int8.Type) -> Int8 { sample(.integer, 0) }
    func decode(_ type: Int16.Type) -> Int16 { sample(.integer, 0) }
    func decode(_ type: Int32.Type) -> Int32 { sample(.integer, 0) }
    func decode(_ type: Int64.Type) -> Int64 { sample(.integer, 0) }
    func decode(_ type: UInt.Type) -> UInt { sample(.integer, 0) }
    func decode(_ type: UInt8.Type) -> UInt8 { sample(.integer, 0) }
    func decode(_ type: UInt16.Type) -> UInt16 { sample(.integer, 0) }
    func decode(_ type: UInt32.Type) -> UInt32 { sample(.integer, 0) }
    func decode(_ type: UInt64.Type) -> UInt64 { sample(.integer, 0) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (shape, value) = try decoder.shapes.shape(of: type)
        return sample(shape, value)
    }
}
