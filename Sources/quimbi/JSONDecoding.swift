import Domain
import Foundation
import Pipeline

/// JSON that is read back to be printed.
enum JSONDecoding {
    static func value(_ bytes: some Sequence<UInt8>) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }
}
