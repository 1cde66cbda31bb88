/// Order lines that stand in one cell of their order's row: `2 x Tea, 1 x Mug`.
struct CellLines: Equatable, Sendable {
    enum Token: Equatable, Sendable {
        case literal([UInt8])
        case part(String)
    }

    /// The column of the file that holds the lines.
    let column: String
    /// What stands between two lines.
    let separator: [UInt8]
    /// How a line is written: `{quantity} x {title}`.
    let pattern: [Token]

    /// The names of the parts, which columns refer to as if they were columns of the file.
    var parts: [String] {
        pattern.compactMap { token in
            guard case .part(let name) = token else { return nil }
            return name
        }
    }
}

extension CellLines {
    init?(_ yaml: StrictYAML, _ key: String) throws(ConfigurationError) {
        guard let rule = try yaml.object(key) else { return nil }
        let column = try rule.requiredString("column")
        let separator = try rule.requiredString("by")
        let pattern = Self.tokens(of: try rule.requiredString("pattern"))
        try rule.finish()
        guard !separator.isEmpty else {
            throw rule.error("must not be empty; give what stands between lines", at: "by")
        }
        self.init(column: column, separator: Array(separator.utf8), pattern: pattern)
        let names = parts
        guard !names.isEmpty, Set(names).count == names.count else {
            throw rule.error("must name each part once, like `{quantity} x {title}`", at: "pattern")
        }
        guard !zip(pattern, pattern.dropFirst()).contains(where: Self.areParts) else {
            throw rule.error("has two parts with nothing between them; nothing says where one ends", at: "pattern")
        }
    }

    private static func areParts(_ pair: (Token, Token)) -> Bool {
        guard case .part = pair.0, case .part = pair.1 else { return false }
        return true
    }

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            if rest.first == "{", let close = rest.firstIndex(of: "}") {
                tokens.append(.part(String(rest[rest.index(after: rest.startIndex)..<close])))
                rest = rest[rest.index(after: close)...]
            } else {
                let end = rest.dropFirst().firstIndex(of: "{") ?? rest.endIndex
                tokens.append(.literal(Array(rest[..<end].utf8)))
                rest = rest[end...]
            }
        }
        return tokens
    }
}

/// The rows that a cell with several lines makes of its own row.
///
/// A separator within a title parts nothing: a line begins only where what follows is written as the pattern says, and a part
/// called `quantity` is a number. So `2 x Tea, loose, 1 x Mug` is two lines. A cell that does not begin so is no list of lines.
final class CellLineFields {
    /// The fields of the row followed by the parts of the line.
    let fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private let width: Int
    private let lines: CellLines
    private let cell: Int
    private var rest = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var isOver = true

    init(_ lines: CellLines, cell: Int, width: Int) {
        (self.lines, self.cell, self.width) = (lines, cell, width)
        fields = .allocate(capacity: width + lines.parts.count)
        fields.initialize(
            repeating: UnsafeBufferPointer(start: nil, count: 0), count: width + lines.parts.count)
    }

    deinit { fields.deallocate() }

    /// Takes a row of the file; `false` where its cell is no list of lines.
    func begin(_ row: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>) -> Bool {
        for index in 0..<width { fields[index] = row[index] }
        for index in width..<width + lines.parts.count { fields[index] = UnsafeBufferPointer(start: nil, count: 0) }
        rest = Blank.trimmed(row[cell])
        isOver = rest.isEmpty
        return isOver || match(rest)
    }

    /// Moves to the next line; `false` where there is none.
    func nextLine() -> Bool {
        guard !isOver else { return false }
        var end = separator(from: 0)
        while let at = end {
            let begin = at + lines.separator.count
            if match(Blank.trimmed(UnsafeBufferPointer(rebasing: rest[begin...]))) { break }
            end = separator(from: begin)
        }
        let line = UnsafeBufferPointer(rebasing: rest[..<(end ?? rest.count)])
        isOver = end == nil
        if let end { rest = UnsafeBufferPointer(rebasing: rest[(end + lines.separator.count)...]) }
        return match(Blank.trimmed(line))
    }

    /// Where the next separator stands; `nil` where there is none.
    private func separator(from start: Int) -> Int? {
        var at = start
        while at + lines.separator.count <= rest.count {
            if Self.stands(lines.separator, in: rest, at: at) { return at }
            at += 1
        }
        return nil
    }

    private static func stands(_ text: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        guard start + text.count <= bytes.count else { return false }
        for index in text.indices where text[index] != bytes[start + index] { return false }
        return true
    }

    /// Fills the parts of a line; `false` where it is not written as the pattern says.
    ///
    /// A part ends where what follows it in the pattern stands first; the last one takes what is left.
    private func match(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var (at, part) = (0, width)
        for (index, token) in lines.pattern.enumerated() {
            switch token {
            case .literal(let text):
                guard Self.stands(text, in: line, at: at) else { return false }
                at += text.count
            case .part(let name):
                var end = line.count
                if index + 1 < lines.pattern.count, case .literal(let text) = lines.pattern[index + 1] {
                    end = at
                    while end <= line.count, !Self.stands(text, in: line, at: end) { end += 1 }
                    guard end <= line.count else { return false }
                }
                let value = Blank.trimmed(UnsafeBufferPointer(rebasing: line[at..<end]))
                guard name != "quantity" || Self.isNumber(value) else { return false }
                fields[part] = value
                part += 1
                at = end
            }
        }
        return at == line.count
    }

    private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    }
}
