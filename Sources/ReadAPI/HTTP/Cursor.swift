internal import Foundation

/// Where a page of a list ended, and in what: clients hand it back as they got it.
///
/// It is neither secret nor signed, since it grants nothing that its list does not.
struct Cursor: Codable, Equatable, Sendable {
    /// The run that the list began with, and that all its pages are of.
    let run: String
    /// The filters and the sort that the list was asked for with; a cursor fits no other.
    let question: String
    /// The place of the last row, as the list itself understands it.
    let place: String

    init(run: String, question: String, place: String) {
        self.run = run
        self.question = question
        self.place = place
    }

    /// - Throws: 422 where the text is none of ours.
    init(text: String) throws(APIError) {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let cursor = try? JSONDecoder().decode(Cursor.self, from: data)
        else { throw Self.foreign }
        self = cursor
    }

    /// In letters that need no escape in a query.
    var text: String {
        let json: JSON = ["run": .text(run), "question": .text(question), "place": .text(place)]
        return Data(json.bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static let foreign = APIError.invalid("cursor", "is none that this endpoint gave to these filters")
}
