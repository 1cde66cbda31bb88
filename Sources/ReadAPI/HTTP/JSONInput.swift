internal import Domain
internal import Foundation

extension JSONValue {
    /// Reads what a client sent: JSON in UTF-8.
    ///
    /// - Throws: 400.
    init(bytes: [UInt8]) throws(APIError) {
        let invalid = APIError(.badRequest, "the body is not valid JSON in UTF-8")
        guard String(validating: bytes, as: UTF8.self) != nil else { throw invalid }
        do {
            self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw invalid
        }
    }
}
