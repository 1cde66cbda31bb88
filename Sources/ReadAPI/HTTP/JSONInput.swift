internal import Foundation

/// A JSON document that a client sent.
indirect enum JSONInput: Decodable, Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONInput])
    case object([String: JSONInput])

    /// Reads JSON in UTF-8.
    ///
    /// - Throws: 400.
    init(bytes: [UInt8]) throws(APIError) {
        let invalid = APIError(.badRequest, "the body is not valid JSON in UTF-8")
        guard String(validating: bytes, as: UTF8.self) != nil else { throw invalid }
        do {
            self = try JSONDecoder().decode(JSONInput.self, from: Data(bytes))
        } catch {
            throw invalid
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let items = try? container.decode([JSONInput].self) {
            self = .array(items)
        } else {
            self = .object(try container.decode([String: JSONInput].self))
        }
    }
}
