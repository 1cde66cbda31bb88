import Domain
import Foundation

/// What commands print passes here: text of a shop is data, whatever shows the output.
enum Terminal {
    /// Prints to standard output, with control characters as escapes.
    static func print(_ text: String, terminator: String = "\n") { printStyled(text.printable + terminator) }

    /// Prints a sentence to standard error in the same way.
    static func complain(_ text: String) { FileHandle.standardError.write(Data((text.printable + "\n").utf8)) }

    /// Prints text that holds colours of our own and is printable otherwise.
    static func printStyled(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    /// Prints a document for programs: to a terminal as ``print(_:terminator:)`` does, to anything else byte for byte.
    static func export(_ document: Data) {
        guard isatty(STDOUT_FILENO) == 1 else { return FileHandle.standardOutput.write(document) }
        print(String(decoding: document, as: UTF8.self), terminator: "")
    }
}

/// Takes the place of Swift's own in this program; see ``Terminal``.
func print(_ text: String, terminator: String = "\n") { Terminal.print(text, terminator: terminator) }
