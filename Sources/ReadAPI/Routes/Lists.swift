/// What every list takes.
extension Field {
    static let limit = Field.optional("limit", .integer(1...500), "Rows a page; 50 where it is left out.")
    static let cursor = Field.optional(
        "cursor", .text(maxBytes: 4_096), "`next_cursor` of the page before; a list stays with the run it began with.")
}

extension Call {
    var limit: Int { query.integer("limit") ?? 50 }

    /// The cursor that the client gave; `nil` on the first page.
    ///
    /// - Throws: 422 where it is none.
    func cursor() throws(APIError) -> Cursor? {
        guard let text = query.text("cursor") else { return nil }
        return try Cursor(text: text)
    }

    /// Where the last page of this question ended; `nil` on the first page.
    ///
    /// - Throws: 422 where the cursor was given to another question.
    func place(in question: String) throws(APIError) -> String? {
        guard let cursor = try cursor() else { return nil }
        guard cursor.question == question else { throw Cursor.foreign }
        return cursor.place
    }
}

extension PublishedRun {
    /// The `next_cursor` of a page; `null` at the end of the list.
    func nextCursor(of question: String, place: String?) -> JSON {
        JSON(place.map { Cursor(run: id, question: question, place: $0).text })
    }
}
