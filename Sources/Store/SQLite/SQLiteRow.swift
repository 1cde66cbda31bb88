internal import Foundation
internal import GRDB

extension GRDB.Row: RowCellSource {
    func position(of name: String) -> Int? {
        columnNames.firstIndex(of: name).map { columnNames.distance(from: columnNames.startIndex, to: $0) }
    }

    func integer(_ position: Int) -> Int64? { self[position] }
    func real(_ position: Int) -> Double? { self[position] }
    func text(_ position: Int) -> String? { self[position] }
    func bytes(_ position: Int) -> [UInt8]? { (self[position] as Data?).map { [UInt8]($0) } }

    func value(_ position: Int) -> StoredValue {
        switch (self[position] as DatabaseValue).storage {
        case .null: .null(.text)
        case .int64(let number): .integer(number)
        case .double(let number): .real(number)
        case .string(let text): .text(text)
        case .blob(let data): .bytes([UInt8](data))
        }
    }
}

extension StatementArguments {
    /// In the words of GRDB.
    var bound: GRDB.StatementArguments { GRDB.StatementArguments(values.map(\.databaseValue)) }
}

extension StoredValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
