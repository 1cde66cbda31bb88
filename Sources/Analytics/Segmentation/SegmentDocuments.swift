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
        var reasons = parts.map { SegmentReasons($0.model) }
        return column { customer, bytes in
            for (index, part) in parts.enumerated() where part.rows[customer] >= 0 && part.model.k > 1 {
                let (row, k) = (part.rows[customer], part.model.k)
                let dominance = Dominance(part.memberships[row * k..<(row + 1) * k])
                if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
                bytes += part.reasonsKey
                part.coordinates.withUnsafeRow(row) { x in
                    reasons[index].forEach(x, dominance) { feature, score in
                        if bytes.last == UInt8(ascii: "]") { bytes.append(UInt8(ascii: ",")) }
                        bytes += part.featureKeys[feature]
                        appendScore(score, to: &bytes)
                        bytes.append(UInt8(ascii: "]"))
                    }
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
        let observed = model.observedRows(features, customers: customers)
        rows = [Int](repeating: -1, count: customers.count)
        for (row, customer) in observed.enumerated() { rows[customer - customers.lowerBound] = row }
        coordinates = Analytics.coordinates(model.features, of: features, rows: observed)
        memberships = AxisScorer(model).memberships(coordinates)
        key = Array("\"\(model.axis.rawValue)\":{".utf8)
        reasonsKey = Array("\"\(model.axis.rawValue)\":[".utf8)
        let byName = model.segments.indices.sorted { model.segments[$0].name < model.segments[$1].name }
        segmentKeys = byName.enumerated().map { place, segment in
            (segment, Array("\(place > 0 ? "," : "")\"\(model.segments[segment].name)\":".utf8))
        }
        featureKeys = model.features.map { Array("[\"\($0.feature)\",".utf8) }
    }
}

/// Appends a number of 0...1 with ten decimals, without zeros at the end.
private func appendShare(_ share: Double, to bytes: inout [UInt8]) {
    let scaled = UInt64((share * 1e10).rounded())
    appendDecimal(scaled, whole: 10_000_000_000, digits: 10, to: &bytes)
}

/// Appends a number with two decimals, without zeros at the end.
private func appendScore(_ score: Double, to bytes: inout [UInt8]) {
    let scaled = (score * 100).rounded()
    if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDecimal(UInt64(min(abs(scaled), 1e15)), whole: 100, digits: 2, to: &bytes)
}

private func appendDecimal(_ scaled: UInt64, whole: UInt64, digits: Int, to bytes: inout [UInt8]) {
    let (units, fraction) = scaled.quotientAndRemainder(dividingBy: whole)
    if units < 10 { bytes.append(48 + UInt8(units)) } else { bytes += String(units).utf8 }
    guard fraction > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var (rest, divisor) = (fraction, whole / 10)
    for _ in 0..<digits where rest > 0 {
        bytes.append(48 + UInt8(rest / divisor))
        rest %= divisor
        divisor /= 10
    }
}
