/// Writes `Encodable` values as JSON on one line with sorted keys: equal values give equal bytes.
///
/// Made for reports with a million numbers: bytes are appended as values come, and members are moved only where their keys
/// did not come in order, so types that large documents repeat declare their members sorted. A number that is not finite
/// becomes `null`; a whole number has no point.
package enum SortedJSON {
    /// The bytes of a document.
    package static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let output = JSONOutput()
        try output.write(value)
        return output.text.bytes
    }
}

/// A number that is written with at most so many decimals and never with an exponent; not a number becomes `null`.
package struct FixedDecimal: Encodable, Sendable {
    package let value: Double
    package let decimals: Int

    package init(_ value: Double?, decimals: Int) {
        (self.value, self.decimals) = (value ?? .nan, decimals)
    }

    package func encode(to encoder: any Encoder) throws {
        if let encoder = encoder as? JSONValueEncoder {
            encoder.output.text.value(value, decimals: decimals)
            encoder.kind = .scalar
        } else {
            var container = encoder.singleValueContainer()
            if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
        }
    }
}

/// What is written so far, and encoders that may be used again.
private final class JSONOutput {
    var text = JSONText()
    private var spare: [JSONValueEncoder] = []

    func write(_ value: some Encodable) throws {
        let encoder = spare.popLast() ?? JSONValueEncoder(self)
        try value.encode(to: encoder)
        encoder.finish()
        spare.append(encoder)
    }
}

/// The encoder of one value.
private final class JSONValueEncoder: Encoder {
    enum Kind { case nothing, scalar, array, object }

    unowned let output: JSONOutput
    var kind = Kind.nothing
    /// Where the object begins, and its members with the bytes of each, the key included.
    private var start = 0
    private var members: [(key: String, from: Int, to: Int)] = []

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ output: JSONOutput) { self.output = output }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if kind == .nothing {
            output.text.beginObject()
            (kind, start) = (.object, output.text.bytes.count)
        }
        return KeyedEncodingContainer(Members<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if kind == .nothing { output.text.beginArray() }
        kind = .array
        return Items(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Scalar(encoder: self) }

    func member(_ key: String, _ write: (inout JSONText) -> Void) {
        open(key)
        write(&output.text)
        members[members.count - 1].to = output.text.bytes.count
    }

    func member<Value: Encodable>(_ key: String, _ value: Value) throws {
        open(key)
        if Value.self == FixedDecimal.self, let number = value as? FixedDecimal {
            // Spares an encoder for what large reports consist of.
            output.text.value(number.value, decimals: number.decimals)
        } else {
            try output.write(value)
        }
        members[members.count - 1].to = output.text.bytes.count
    }

    private func open(_ key: String) {
        let before = output.text.bytes.count
        output.text.key(key)
        let isFirst = output.text.bytes[before] != UInt8(ascii: ",")
        members.append((key, isFirst ? before : before + 1, 0))
    }

    /// Closes what was opened, and is ready for another value.
    func finish() {
        switch kind {
        case .scalar: break
        case .array: output.text.endArray()
        case .object, .nothing:
            if kind == .nothing { output.text.beginObject() }
            sort()
            output.text.endObject()
        }
        kind = .nothing
        members.removeAll(keepingCapacity: true)
    }

    /// Puts the members in the order of their keys; of two with one key the later one stays.
    private func sort() {
        guard zip(members, members.dropFirst()).contains(where: { $0.key >= $1.key }) else { return }
        let order = members.indices.sorted { (members[$0].key, $0) < (members[$1].key, $1) }
        let kept = order.indices.filter { place in
            place + 1 == order.count || members[order[place]].key != members[order[place + 1]].key
        }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(output.text.bytes.count - start)
        for (count, place) in kept.enumerated() {
            if count > 0 { sorted.append(UInt8(ascii: ",")) }
            sorted += output.text.bytes[members[order[place]].from..<members[order[place]].to]
        }
        output.text.replace(from: start, with: sorted)
    }
}

extension JSONText {
    fileprivate mutating func value(_ number: some BinaryInteger) { raw("\(number)".utf8) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: JSONValueEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { encoder.member(key.stringValue) { $0.null() } }
    func encode(_ value: Bool, forKey key: Key) { encoder.member(key.stringValue) { $0.value(value) } }
    func encode(_ value: String, forKey key: Key) { encoder.member(key.stringValue) { $0.value(value) } }
    func encode(_ value: Double, forKey key: Key) { encoder.member(key.stringValue) { $0.value(value) } }
    func encode(_ value: Float, forKey key: Key) { encoder.member(key.stringValue) { $0.value(value) } }
    func encode(_ value: Int, forKey key: Key) { encoder.member(key.stringValue) { $0.value(value) } }
    func encode(_ value: some Encodable, forKey key: Key) throws { try encoder.member(key.stringValue, value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { unsupported() }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { unsupported() }
    func superEncoder() -> any Encoder { unsupported() }
    func superEncoder(forKey key: Key) -> any Encoder { unsupported() }
}

private struct Items: UnkeyedEncodingContainer {
    let encoder: JSONValueEncoder
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(encoder: JSONValueEncoder) { self.encoder = encoder }

    private mutating func add(_ write: (inout JSONText) -> Void) {
        count += 1
        write(&encoder.output.text)
    }

    mutating func encodeNil() { add { $0.null() } }
    mutating func encode(_ value: Bool) { add { $0.value(value) } }
    mutating func encode(_ value: String) { add { $0.value(value) } }
    mutating func encode(_ value: Double) { add { $0.value(value) } }
    mutating func encode(_ value: Float) { add { $0.value(value) } }
    mutating func encode(_ value: Int) { add { $0.value(value) } }
    mutating func encode(_ value: some Encodable) throws {
        count += 1
        try encoder.output.write(value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        unsupported()
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { unsupported() }
    func superEncoder() -> any Encoder { unsupported() }
}

private struct Scalar: SingleValueEncodingContainer {
    let encoder: JSONValueEncoder
    var codingPath: [any CodingKey] { [] }

    private func set(_ write: (inout JSONText) -> Void) {
        write(&encoder.output.text)
        encoder.kind = .scalar
    }

    func encodeNil() { set { $0.null() } }
    func encode(_ value: Bool) { set { $0.value(value) } }
    func encode(_ value: String) { set { $0.value(value) } }
    func encode(_ value: Double) { set { $0.value(value) } }
    func encode(_ value: Float) { set { $0.value(value) } }
    func encode(_ value: Int) { set { $0.value(value) } }
    func encode(_ value: Int8) { set { $0.value(value) } }
    func encode(_ value: Int16) { set { $0.value(value) } }
    func encode(_ value: Int32) { set { $0.value(value) } }
    func encode(_ value: Int64) { set { $0.value(value) } }
    func encode(_ value: UInt) { set { $0.value(value) } }
    func encode(_ value: UInt8) { set { $0.value(value) } }
    func encode(_ value: UInt16) { set { $0.value(value) } }
    func encode(_ value: UInt32) { set { $0.value(value) } }
    func encode(_ value: UInt64) { set { $0.value(value) } }
    func encode(_ value: some Encodable) throws { try value.encode(to: encoder) }
}

/// Values that are open within each other at the same time; no report has any.
private func unsupported() -> Never {
    preconditionFailure("SortedJSON writes one value after the other: give the nested value a type of its own")
}
