internal import Domain
internal import Kernels

/// The JSON documents of a range of customers: their memberships and the reasons for them.
///
/// Keys are quoted once an axis and copied, since a shop has millions of them. Names of axes, features and segments are
/// made of letters, digits and underscores, which stand in JSON as they are.
struct SegmentDocuments {
    /// In the order of the axes' names.
    private let parts: [AxisPart]
    private let count: Int

    init(_ model: SegmentModel, features: FeatureMatrix, customers: Range<Int>) {
        count = customers.count
        parts = model.axes.sorted { $0.axis.rawValue < $1.axis.rawValue }.map {
            AxisPart($0, features: features, customers: customers)
        }
    }

    /// `{axis: {segment name: membership}}` for every customer.
    func memberships() -> TextColumn {
        column { customer, bytes in
            for part in parts where part.rows[customer] >= 0 {
                if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
                bytes += part.key
                let first = part.rows[customer] * part.model.k
                for (segment, key) in part.segmentKeys {
                    bytes += key
                    appendShare(part.memberships[first + segment], to: &bytes)
                }
                bytes.append(UInt8(ascii: "}"))
            }
        }
    }

    /// `{axis: [[feature, standard score], ...]}` for every customer; axes without structure are left out.
    func reasons() -> TextColumn {
        let reasons = parts.map { SegmentReasons($0.model) }
        return column { customer, bytes in
            for (index, part) in parts.enumerated() where part.rows[customer] >= 0 && part.model.k > 1 {
                let (row, k) = (part.rows[customer], part.model.k)
                let dominance = Dominance(part.memberships[row * k..<(row + 1) * k])
                if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
                bytes += part.reasonsKey
                let (first, second) = part.coordinates.withUnsafeRow(row) { reasons[index].reasons($0, dominance) }
                if let first { part.append(first, to: &bytes) }
                if let second {
                    bytes.append(UInt8(ascii: ","))
                    part.append(second, to: &bytes)
                }
                bytes.append(UInt8(ascii: "]"))
            }
        }
    }

    /// One object a customer, its inside written by `write`.
    private func column(_ write: (Int, inout [UInt8]) -> Void) -> TextColumn {
        var column = TextColumn()
        var bytes: [UInt8] = []
        for customer in 0..<count {
            bytes.removeAll(keepingCapacity: true)
            bytes.append(UInt8(ascii: "{"))
            write(customer, &bytes)
            bytes.append(UInt8(ascii: "}"))
            bytes.withUnsafeBufferPointer { column.append($0) }
        }
        return column
    }
}

/// An axis with the range's observed customers on it, and the texts that repeat.
private struct AxisPart {
    let model: AxisModel
    /// The row of each customer in the arrays below; -1 where not observed.
    var rows: [Int]
    let coordinates: Matrix
    let memberships: [Double]
    /// What opens an object under the axis' name.
    let key: [UInt8]
    /// What opens an array under the axis' name.
    let reasonsKey: [UInt8]
    /// The segments in the order of their names' bytes, each as `"name":`, with a comma before all but the first.
    let segmentKeys: [(segment: Int, key: [UInt8])]
    /// What opens a pair with the feature's name.
    let featureKeys: [[UInt8]]

    init(_ model: AxisModel, features: FeatureMatrix, customers: Range<Int>) {
        self.model = model
        let (observed, matrix) = model.coordinates(features, customers: customers)
        rows = [Int](repeating: -1, count: customers.count)
        for (row, customer) in observed.enumerated() { rows[customer - customers.lowerBound] = row }
        coordinates = matrix
        memberships = AxisScorer(model).memberships(matrix)
        key = Array("\"\(model.axis.rawValue)\":{".utf8)
        reasonsKey = Array("\"\(model.axis.rawValue)\":[".utf8)
        let byName = model.segments.indices.sorted { model.segments[$0].name < model.segments[$1].name }
        segmentKeys = byName.enumerated().map { place, segment in
            (segment, Array("\(place > 0 ? "," : "")\"\(model.segments[segment].name)\":".utf8))
        }
        featureKeys = model.features.map { Array("[\"\($0.feature)\",".utf8) }
    }

    /// Appends a pair of a feature and its score.
    func append(_ reason: SegmentReasons.Reason, to bytes: inout [UInt8]) {
        bytes += featureKeys[reason.feature]
        appendScore(reason.score, to: &bytes)
        bytes.append(UInt8(ascii: "]"))
    }
}

/// Appends a number of 0...1 with ten decimals, without zeros at the end.
private func appendShare(_ share: Double, to bytes: inout [UInt8]) {
    let (whole, fraction) = UInt64((share * 1e10).rounded()).quotientAndRemainder(dividingBy: 10_000_000_000)
    bytes.append(UInt8(ascii: "0") + UInt8(whole))
    if fraction > 0 { appendFraction(fraction, width: 10, to: &bytes) }
}

/// Appends a number with two decimals, without zeros at the end.
private func appendScore(_ score: Double, to bytes: inout [UInt8]) {
    let scaled = (score * 100).rounded()
    if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, fraction) = UInt64(min(abs(scaled), 1e15)).quotientAndRemainder(dividingBy: 100)
    if whole < 10 { bytes.append(UInt8(ascii: "0") + UInt8(whole)) } else { bytes += String(whole).utf8 }
    if fraction > 0 { appendFraction(fraction, width: 2, to: &bytes) }
}

/// Appends a point and `width` digits but for the zeros at the end.
private func appendFraction(_ fraction: UInt64, width: Int, to bytes: inout [UInt8]) {
    var (rest, width) = (fraction, width)
    while rest % 10 == 0 { (rest, width) = (rest / 10, width - 1) }
    let start = bytes.count + 1
    bytes.append(UInt8(ascii: "."))
    bytes += repeatElement(UInt8(ascii: "0"), count: width)
    bytes.withUnsafeMutableBufferPointer { bytes in
        for position in stride(from: start + width - 1, through: start, by: -1) {
            bytes[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
}
