internal import Domain

extension JSONValue {
    /// Reads what a client sent: JSON in UTF-8.
    ///
    /// - Throws: 400.
    init(bytes: [UInt8]) throws(APIError) {
        do {
            try self.init(json: bytes)
        } catch {
            throw APIError(
                .badRequest, "the body is not valid JSON in UTF-8: \(error.reason), at byte \(error.offset)")
        }
    }
}
