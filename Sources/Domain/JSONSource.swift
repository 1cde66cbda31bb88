internal import Glibc

/// A JSON document that is looked at place by place, through a window over its file, so that nothing else of it is held.
///
/// It is one that this program wrote: what is no JSON is not told of, but ends what is read. One thread at a time.
package final class JSONSource {
    package let count: Int
    private let descriptor: CInt
    private var window: [UInt8]
    /// Where the window begins.
    private var start = 0

    /// The bytes that are held at once.
    package static let windowSize = 1 << 16

    /// A document in memory.
    package init(_ bytes: [UInt8]) {
        (count, descriptor, window) = (bytes.count, -1, bytes)
    }

    /// A document in a file, as it is now; `nil` where it cannot be opened.
    package init?(path: String) {
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { return nil }
        (count, descriptor, window) = (max(0, Int(lseek(opened, 0, SEEK_END))), opened, [])
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The byte at a place; 0, which no document holds, behind its end.
    package subscript(position: Int) -> UInt8 {
        if UInt(bitPattern: position - start) >= UInt(window.count) { move(to: position) }
        let offset = position - start
        return UInt(bitPattern: offset) < UInt(window.count) ? window[offset] : 0
    }

    private func bytes(_ range: Range<Int>) -> [UInt8] {
        if range.count > Self.windowSize || range.upperBound > count { return range.map { self[$0] } }
        _ = self[range.lowerBound]
        if range.upperBound > start + window.count { move(to: range.lowerBound) }
        return Array(window[range.lowerBound - start..<range.upperBound - start])
    }

    private func move(to position: Int) {
        guard descriptor >= 0, position < count else { return }
        window = [UInt8](unsafeUninitializedCapacity: Self.windowSize) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(position)))
        }
        start = position
    }
}

/// Places of values within the document.
extension JSONSource {
    private static let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))

    package func isObject(at place: Int) -> Bool { self[place] == UInt8(ascii: "{") }
    package func isArray(at place: Int) -> Bool { self[place] == UInt8(ascii: "[") }

    /// The first place from `position` on that is no blank.
    package func place(from position: Int) -> Int {
        var place = position
        while [0x20, 0x0a, 0x0d, 0x09].contains(self[place]) { place += 1 }
        return place
    }

    /// The place behind a value.
    package func end(ofValueAt place: Int) -> Int {
        switch self[place] {
        case Self.quote: end(ofTextAt: place)
        case UInt8(ascii: "{"), UInt8(ascii: "["): end(ofNestAt: place)
        default: end(ofWordAt: place)
        }
    }

    private func end(ofTextAt place: Int) -> Int {
        var position = place + 1
        while position < count, self[position] != Self.quote { position += self[position] == Self.backslash ? 2 : 1 }
        return min(count, position + 1)
    }

    private func end(ofNestAt place: Int) -> Int {
        var (position, depth) = (place, 0)
        while position < count {
            switch self[position] {
            case Self.quote:
                position = end(ofTextAt: position)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { break }
        }
        return position
    }

    private func end(ofWordAt place: Int) -> Int {
        var position = place
        while position < count, !",]}\n\r\t ".utf8.contains(self[position]) { position += 1 }
        return position
    }

    /// The members of an object, in the order in which they stand: their names and the places of their values.
    package func members(ofObjectAt place: Int) -> [(name: String, place: Int)] {
        var found: [(name: String, place: Int)] = []
        var name = self.place(from: place + 1)
        while self[name] == Self.quote {
            let end = end(ofTextAt: name)
            let value = self.place(from: self.place(from: end) + 1)
            found.append((text(name..<end), value))
            guard let next = following(valueAt: value) else { break }
            name = next
        }
        return found
    }

    /// The place of an array's first item; `nil` where it has none.
    package func firstItem(ofArrayAt place: Int) -> Int? {
        let item = self.place(from: place + 1)
        return item < count && self[item] != UInt8(ascii: "]") ? item : nil
    }

    /// The place of what follows an item or a member's value; `nil` where it is the last one.
    package func following(valueAt place: Int) -> Int? {
        let comma = self.place(from: end(ofValueAt: place))
        return self[comma] == UInt8(ascii: ",") ? self.place(from: comma + 1) : nil
    }

    /// The items of an array, as long as `body` answers `true`; whether it always did.
    package func allItems(ofArrayAt place: Int, _ body: (Int) -> Bool) -> Bool {
        var item = firstItem(ofArrayAt: place)
        while let found = item {
            guard body(found) else { return false }
            item = following(valueAt: found)
        }
        return true
    }

    /// A value as a whole; `null` where it is none.
    package func value(at place: Int) -> JSONValue {
        let end = end(ofValueAt: place)
        if self[place] == Self.quote { return .string(text(place..<end)) }
        return (try? JSONValue(json: bytes(place..<end))) ?? .null
    }

    /// What a text in quotes says.
    private func text(_ range: Range<Int>) -> String {
        let bytes = bytes(range)
        guard bytes.contains(Self.backslash) else {
            return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
        }
        return (try? JSONValue(json: bytes))?.text ?? ""
    }

    /// The text of the value to which keys lead from the top of the document; `nil` where they lead to none.
    package func text(ofValueUnder keys: [String]) -> String? {
        var value = place(from: 0)
        for key in keys {
            guard isObject(at: value), let member = members(ofObjectAt: value).first(where: { $0.name == key }) else {
                return nil
            }
            value = member.place
        }
        return String(decoding: bytes(value..<end(ofValueAt: value)), as: UTF8.self)
    }

    /// The whole document, piece by piece.
    package struct Pieces: IteratorProtocol {
        let source: JSONSource
        private var position = 0

        package init(_ source: JSONSource) {
            self.source = source
        }

        package mutating func next() -> [UInt8]? {
            guard position < source.count else { return nil }
            let end = min(source.count, position + JSONSource.windowSize)
            defer { position = end }
            return source.bytes(position..<end)
        }
    }
}
