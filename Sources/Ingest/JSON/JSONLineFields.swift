internal import Domain

/// The values that stand at given paths of JSON objects, one object at a time.
///
/// A path names the keys from the outside in: `customer.id` is the value of `id` in the object `customer`. Text comes without
/// its quotes and escapes; numbers, `true` and `false` as they are written; `null`, a list, an object and what is not there
/// are empty. Where several paths share a field, the first of them, in their order, that has a value fills it.
///
/// `[]` behind a key goes into a list: `refunds[].total` is the value of every element, of which a field takes the first, or
/// all of them with ``JSONPath/separator`` between where it is to be summed. With ``JSONPath/each`` an object is as many rows
/// as a list has elements: ``nextElement()`` moves from one to the next, and paths below the list name values of the element.
///
/// Values are views into the line or into memory of this object's own, valid until the next line is read.
final class JSONLineFields {
    /// One field a column, as ``Row`` takes them.
    let fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private let count: Int
    /// A key with what is read beneath it; the first is the object itself.
    private struct Node {
        let key: [UInt8]
        var field = -1
        /// The place of the path among those of its field: the first that has a value fills it, wherever it stands in the object.
        var rank = 0
        var children: [Int] = []
        /// Whether a list found here is gone into.
        var isWalked = false
        /// Whether a list found here is one of those whose elements are rows.
        var isEach = false
    }
    private var nodes = [Node(key: [])]
    /// The node whose elements are rows; -1 where an object is one row.
    private var rowNode = -1
    /// Lists whose elements are still to come, the innermost last.
    private var open: [(node: Int, next: Int)] = []
    /// By field: whether it holds every value of its path, and those found in this object.
    private var isSummed: [Bool]
    /// By field: the rank of the path that filled it.
    private var filledBy: [Int]
    private var summands: [[UnsafeBufferPointer<UInt8>]]
    private var joined: [UnsafeMutableBufferPointer<UInt8>] = []

    private var line = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var at = 0
    /// Texts whose escapes have been resolved; twice as long as the longest line, for no text grows by that.
    private var scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)
    private var used = 0

    /// Keys of the objects themselves that no path begins with, of the first lines.
    private(set) var unreadKeys: Set<String> = []
    private var linesSampled = 0
    private static let sampledLines = 1000

    /// Objects and lists within one another.
    private static let depthLimit = 64

    /// - Parameters:
    ///   - paths: for each field the paths that fill it.
    ///   - each: the path of the list whose elements are rows; `nil` where an object is one row.
    init(_ paths: [JSONPath], each: String? = nil) {
        count = paths.count
        isSummed = paths.map(\.isSummed)
        filledBy = [Int](repeating: .max, count: paths.count)
        summands = [[UnsafeBufferPointer<UInt8>]](repeating: [], count: paths.count)
        fields = .allocate(capacity: max(count, 1))
        fields.initialize(repeating: UnsafeBufferPointer(start: nil, count: 0), count: max(count, 1))
        if let each {
            for node in nodes(of: each).dropFirst() { nodes[node].isEach = true }
            rowNode = nodes(of: each).last ?? -1
        }
        for (field, path) in paths.enumerated() {
            for (rank, name) in path.names.enumerated() { add(name, field, rank: rank, entersList: path.entersList) }
        }
    }

    deinit {
        fields.deallocate()
        scratch.deallocate()
        for buffer in joined { buffer.deallocate() }
    }

    private func add(_ path: String, _ field: Int, rank: Int, entersList: Bool) {
        guard let node = nodes(of: path).last else { return }
        (nodes[node].field, nodes[node].rank) = (field, rank)
        if entersList { nodes[node].isWalked = true }
    }

    /// The nodes along a path from the object itself on, made where they are new.
    private func nodes(of path: String) -> [Int] {
        var passed = [0]
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            let isWalked = part.hasSuffix("[]")
            let key = Array((isWalked ? part.dropLast(2) : part).utf8)
            let last = passed[passed.count - 1]
            var node = nodes[last].children.first { nodes[$0].key == key } ?? -1
            if node < 0 {
                nodes.append(Node(key: key))
                node = nodes.count - 1
                nodes[last].children.append(node)
            }
            if isWalked { nodes[node].isWalked = true }
            passed.append(node)
        }
        return passed
    }

    /// Reads a line; `false` where it is no JSON object.
    func read(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        (self.line, at, used) = (line, 0, 0)
        linesSampled += 1
        // Elements are read twice: once as part of the line, once as rows.
        if scratch.count < 2 * line.count {
            scratch.deallocate()
            scratch = .allocate(capacity: 2 * line.count)
        }
        open.removeAll(keepingCapacity: true)
        releaseJoined()
        for field in 0..<count { clear(field) }
        skipBlanks()
        guard byte == UInt8(ascii: "{"), object(0, depth: 0) else { return false }
        skipBlanks()
        guard at == line.count else { return false }
        joinSummands()
        return true
    }

    // MARK: - Elements

    /// Moves to the next element of the list whose elements are rows; `false` where there is none.
    func nextElement() -> Bool {
        while let (node, next) = open.last {
            at = next
            skipBlanks()
            if take(",") { skipBlanks() }
            if byte == nil || take("]") {
                open.removeLast()
                continue
            }
            let level = open.count - 1
            clearBelow(node)
            // The line was found sound when it was read.
            guard element(node, depth: 0) else { return false }
            open[level].next = at
            guard node == rowNode else { continue }
            joinSummands()
            return true
        }
        return false
    }

    private func clear(_ field: Int) {
        fields[field] = UnsafeBufferPointer(start: nil, count: 0)
        filledBy[field] = .max
        if isSummed[field] { summands[field].removeAll(keepingCapacity: true) }
    }

    private func clearBelow(_ node: Int) {
        if nodes[node].field >= 0 { clear(nodes[node].field) }
        for child in nodes[node].children { clearBelow(child) }
    }

    /// Puts the values of summed fields side by side.
    private func joinSummands() {
        for field in 0..<count where isSummed[field] {
            let parts = summands[field]
            guard parts.count > 1 else {
                fields[field] = parts.first ?? UnsafeBufferPointer(start: nil, count: 0)
                continue
            }
            let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: parts.reduce(parts.count) { $0 + $1.count })
            var end = 0
            for part in parts {
                if end > 0 { text[end] = JSONPath.separator }
                end += end > 0 ? 1 : 0
                for byte in part {
                    text[end] = byte
                    end += 1
                }
            }
            joined.append(text)
            fields[field] = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(text)[..<end])
        }
    }

    private func releaseJoined() {
        for buffer in joined { buffer.deallocate() }
        joined.removeAll(keepingCapacity: true)
    }

    private var byte: UInt8? { at < line.count ? line[at] : nil }

    private func skipBlanks() {
        while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a { at += 1 }
    }

    private func take(_ wanted: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: wanted) else { return false }
        at += 1
        return true
    }

    // MARK: - Values

    private func object(_ node: Int?, depth: Int) -> Bool {
        guard depth < Self.depthLimit, take("{") else { return false }
        skipBlanks()
        if take("}") { return true }
        repeat {
            skipBlanks()
            guard let key = text() else { return false }
            let child = node.flatMap { node in nodes[node].children.first { nodes[$0].key.elementsEqual(key) } }
            if child == nil, node == 0, linesSampled <= Self.sampledLines {
                unreadKeys.insert(String(decoding: key, as: UTF8.self))
            }
            skipBlanks()
            guard take(":") else { return false }
            skipBlanks()
            guard value(child, depth: depth + 1) else { return false }
            skipBlanks()
        } while take(",")
        return take("}")
    }

    private func list(_ node: Int?, depth: Int) -> Bool {
        guard depth < Self.depthLimit, take("[") else { return false }
        var walked: Int?
        if let node, nodes[node].isEach {
            open.append((node, at))
        } else if let node, nodes[node].isWalked {
            walked = node
        }
        skipBlanks()
        if take("]") { return true }
        repeat {
            skipBlanks()
            guard element(walked, depth: depth + 1) else { return false }
            skipBlanks()
        } while take(",")
        return take("]")
    }

    /// A value within a list, whose own keys stand below the list's node; a list in a list is passed over.
    private func element(_ node: Int?, depth: Int) -> Bool {
        byte == UInt8(ascii: "[") ? list(nil, depth: depth) : value(node, depth: depth)
    }

    private func value(_ node: Int?, depth: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "{"): return object(node, depth: depth)
        case UInt8(ascii: "["): return list(node, depth: depth)
        case UInt8(ascii: "\""):
            guard let text = text() else { return false }
            fill(node, text)
            return true
        default: return word(node)
        }
    }

    private func fill(_ node: Int?, _ value: UnsafeBufferPointer<UInt8>) {
        guard let node, nodes[node].field >= 0 else { return }
        let field = nodes[node].field
        if isSummed[field] {
            if !value.isEmpty { summands[field].append(value) }
        } else if fields[field].isEmpty || (!value.isEmpty && nodes[node].rank < filledBy[field]) {
            (fields[field], filledBy[field]) = (value, nodes[node].rank)
        }
    }

    /// A number, `true`, `false` or `null`.
    private func word(_ node: Int?) -> Bool {
        let start = at
        while let byte, Self.isOfWord(byte) { at += 1 }
        let word = UnsafeBufferPointer(rebasing: line[start..<at])
        if word.elementsEqual("null".utf8) { return true }
        guard let first = word.first else { return false }
        let isNumber = first == UInt8(ascii: "-") || (0x30...0x39).contains(first)
        guard isNumber || word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8) else { return false }
        fill(node, word)
        return true
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"): true
        default: false
        }
    }

    // MARK: - Texts

    private func text() -> UnsafeBufferPointer<UInt8>? {
        guard take("\"") else { return nil }
        let start = at
        while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { at += 1 }
        if take("\"") { return UnsafeBufferPointer(rebasing: line[start..<at - 1]) }
        return escapedText(from: start)
    }

    private func escapedText(from start: Int) -> UnsafeBufferPointer<UInt8>? {
        let begin = used
        for index in start..<at { put(line[index]) }
        while let byte {
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return UnsafeBufferPointer(rebasing: UnsafeBufferPointer(scratch)[begin..<used])
            case UInt8(ascii: "\\"):
                guard escape() else { return nil }
            default: put(byte)
            }
        }
        return nil
    }

    private func put(_ byte: UInt8) {
        scratch[used] = byte
        used += 1
    }

    private func escape() -> Bool {
        guard let byte else { return false }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): put(byte)
        case UInt8(ascii: "b"): put(0x08)
        case UInt8(ascii: "f"): put(0x0c)
        case UInt8(ascii: "n"): put(0x0a)
        case UInt8(ascii: "r"): put(0x0d)
        case UInt8(ascii: "t"): put(0x09)
        case UInt8(ascii: "u"):
            guard let scalar = scalar() else { return false }
            for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { put(unit) }
        default: return false
        }
        return true
    }

    /// What `\u` and four digits stand for, or two of them for one character beyond the basic plane.
    private func scalar() -> Unicode.Scalar? {
        guard let high = hexadecimal() else { return nil }
        guard (0xd800..<0xdc00).contains(high) else { return Unicode.Scalar(high) }
        guard take("\\"), take("u"), let low = hexadecimal(), (0xdc00..<0xe000).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
    }

    private func hexadecimal() -> UInt32? {
        guard at + 4 <= line.count else { return nil }
        defer { at += 4 }
        return UInt32(String(decoding: line[at..<at + 4], as: UTF8.self), radix: 16)
    }
}
