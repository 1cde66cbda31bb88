internal import Yams

/// The text of a YAML file, held against what a configuration may be before a parser sees it.
///
/// A parser calls itself for every level of nesting and multiplies what aliases stand for: so depth and aliases are told
/// without parsing, by bounds that err towards refusing.
struct YAMLText {
    /// The most bytes a configuration may have; a larger file is not one.
    static let sizeLimit = 1 << 20
    private static let nestingLimit = 16
    /// The most brackets in the whole text: a closing one within a quoted text hides depth from the count of levels.
    private static let bracketLimit = 1_000

    private let text: String
    private let file: String

    init(_ text: String, file: String) {
        (self.text, self.file) = (text.replacing("\r\n", with: "\n"), file)
    }

    /// Reads a file.
    init(contentsOf file: String) throws(ConfigurationError) {
        guard !file.utf8.contains(0) else { throw ConfigurationError("the name of a configuration holds a NUL byte") }
        let bytes: [UInt8]
        do {
            var stream = ByteStream(try InputFile(path: file))
            bytes = try stream.readAll(limit: Self.sizeLimit + 1)
        } catch {
            let reason = error.kind == .noSuchFile ? "there is no such file" : error.message
            throw ConfigurationError(
                "\(file): cannot be read: \(reason)", isOutOfReach: error.kind == .unreadable)
        }
        guard bytes.count <= Self.sizeLimit else {
            throw ConfigurationError(
                "\(file): is larger than 1 MiB, which no configuration needs; is it the right file?")
        }
        guard bytes.withUnsafeBufferPointer(TextCheck.isText) else {
            throw ConfigurationError("\(file): is no UTF-8 text; save it as UTF-8")
        }
        self.init(String(decoding: bytes, as: UTF8.self), file: file)
    }

    /// The text of a file, held against the same bounds.
    static func read(_ file: String) throws(ConfigurationError) -> String { try YAMLText(contentsOf: file).text }

    /// The root of the document; `nil` where there is none.
    func compose() throws(ConfigurationError) -> Node? {
        guard nesting <= Self.nestingLimit, brackets <= Self.bracketLimit else {
            throw ConfigurationError(
                "\(file): is nested deeper than \(Self.nestingLimit) levels, which no configuration needs")
        }
        if let line = lineOfAlias {
            throw ConfigurationError(
                "\(file): line \(line): refers to another place by `*`; write out what stands there, or put a text that begins with `*` in quotes"
            )
        }
        do {
            return try Yams.compose(yaml: text)
        } catch {
            let reason = "\(error)".split(separator: "\n").prefix(2).joined(separator: " ")
            throw ConfigurationError("\(file): is no valid YAML: \(reason.prefix(200))")
        }
    }

    private var lines: [Substring.UnicodeScalarView] {
        text.unicodeScalars.split(omittingEmptySubsequences: false) { scalar in
            ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
        }
    }

    private var brackets: Int {
        text.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
    }

    /// An upper bound of the nesting, but for brackets that stand within texts.
    private var nesting: Int {
        var deepest = 0
        var flow = 0
        var indents: [Int] = []
        for line in lines {
            let indent = line.prefix { $0 == " " }.count
            guard line.count > indent else { continue }
            while let last = indents.last, last >= indent { indents.removeLast() }
            indents.append(indent)
            var inLine = 0
            var previous: Unicode.Scalar = " "
            for scalar in line.dropFirst(indent) {
                if scalar == "[" || scalar == "{" { flow += 1 }
                if scalar == "]" || scalar == "}" { flow = max(0, flow - 1) }
                if scalar == " ", previous == "-" || previous == "?" { inLine += 1 }
                previous = scalar
                deepest = max(deepest, indents.count + flow + inLine)
            }
        }
        return deepest
    }

    /// The first line, from 1, with a `*` where a value or a key may begin; `nil` without one.
    private var lineOfAlias: Int? {
        lines.firstIndex { line in
            // What stands before the scalar at hand: itself, and the last one that is no blank.
            var (previous, significant): (Unicode.Scalar, Unicode.Scalar?) = (" ", nil)
            for scalar in line {
                if scalar == "*" {
                    guard let before = significant else { return true }
                    let begins = before == "-" ? previous != "-" : ["?", ":", "[", "{", ","].contains(before)
                    if begins { return true }
                }
                previous = scalar
                if scalar != " ", scalar != "\t" { significant = scalar }
            }
            return false
        }.map { $0 + 1 }
    }
}

extension ByteStream {
    /// The bytes up to a limit.
    fileprivate mutating func readAll(limit: Int) throws(IngestError) -> [UInt8] {
        var bytes: [UInt8] = []
        let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 14)
        defer { chunk.deallocate() }
        while bytes.count < limit {
            let taken = try read(into: chunk, count: 1 << 14)
            guard taken > 0 else { break }
            bytes.append(contentsOf: UnsafeBufferPointer(start: chunk, count: taken))
        }
        return bytes
    }
}
