/// What every list takes.
extension Field {
    static let largestPage = 500
    static let limit = Field.optional(
        "limit", .integer(1...largestPage), "Rows a page; 50 where it is left out, all of them as CSV.")
    static let cursor = Field.optional(
        "cursor", .text(maxLength: 4_096), "`next_cursor` of the page before; a list stays with the run it began with.")
}

extension Call {
    var limit: Int? { query.integer("limit") }

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

extension Stretch {
    /// The rank of the last row before it, in a list by rank; 0 at the beginning.
    ///
    /// - Throws: 422 where the place is none of such a list.
    func rank() throws(APIError) -> Int {
        guard let place else { return 0 }
        guard let rank = Int(place), rank >= 0 else { throw Cursor.foreign }
        return rank
    }
}
