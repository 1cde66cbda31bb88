internal import Domain
internal import Tables

/// Writes a JSON object a customer, with one member an axis, out of members that were written once.
///
/// There are a handful of different members for hundreds of thousands of objects.
struct AxisObjects: Sendable {
    /// By axis in the order of the names: the members without the comma, by code + 1; an empty one is left out.
    private let members: [[[UInt8]]]
    private let codes: [[Int32]]
    private var bytes: [UInt8] = []

    /// - Parameter columns: by axis, the text for each code from -1 on, where `nil` leaves the member out, and the code of
    ///   each row; an empty column is -1 throughout.
    init(_ columns: [Axis: (texts: [String?], codes: [Int32])]) {
        let axes = columns.sorted { $0.key.rawValue < $1.key.rawValue }
        self.members = axes.map { axis, column in column.texts.map { Self.member(axis, $0) } }
        self.codes = axes.map(\.value.codes)
    }

    /// Appends the object of one row to a column.
    mutating func append(row: Int, to column: inout TextColumn) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(ascii: "{"))
        for axis in members.indices {
            let code = codes[axis].isEmpty ? -1 : Int(codes[axis][row])
            guard !members[axis][code + 1].isEmpty else { continue }
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: members[axis][code + 1])
        }
        bytes.append(UInt8(ascii: "}"))
        bytes.withUnsafeBufferPointer { column.append($0) }
    }

    private static func member(_ axis: Axis, _ text: String?) -> [UInt8] {
        guard let text else { return [] }
        var json = JSONText()
        json.key(axis.rawValue)
        json.value(text)
        return json.bytes
    }
}
