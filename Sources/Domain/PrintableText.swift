extension StringProtocol {
    /// The text as it is safe to show: control characters as escapes such as `\u{1B}`, so that none reaches a terminal or a log.
    ///
    /// Those are C0, DEL, C1, the separators of lines and paragraphs, and what turns the direction of writing. Line feeds and
    /// tabs stay.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isUnprintable) else { return String(self) }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isUnprintable {
                text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// ``printable`` on one line: line feeds and tabs are escapes as well.
    package var printableLine: String {
        printable.replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    }
}

extension Unicode.Scalar {
    fileprivate var isUnprintable: Bool {
        switch value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0x61C: true
        default: false
        }
    }
}
