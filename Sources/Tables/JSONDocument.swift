internal import Foundation

/// A JSON document as it stands in a column.
package struct JSONDocument: Equatable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// - Throws: `DecodingError` where the document is of another shape.
    package func decoded<T: Decodable>(as type: T.Type = T.self) throws -> T {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
