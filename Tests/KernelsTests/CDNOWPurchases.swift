import Foundation
import Kernels

/// The purchases of CDNOW's customers in weeks, cut at 1997-09-30; several purchases on a day are one.
struct CDNOWPurchases {
    enum File: String { case sample = "CDNOW_sample", master = "CDNOW_master" }

    static var areAvailable: Bool { SharedData.holds("cdnow/CDNOW_sample.txt.gz") }

    let histories: PurchaseHistories
    /// The week of every customer's first purchase, from the cut-off backwards.
    let beginnings: [Double]
    /// Repeat purchases and their mean value, of customers where it is above zero.
    let spend: (frequency: [Double], mean: [Double])
    /// Purchase days after the cut-off.
    let laterPurchases: Int

    init(_ file: File) throws {
        let valuesOfCustomer = try Self.values(of: file)
        let cutOff = dayNumber(1997_09_30)
        var (frequency, recency, age) = ([Int32](), [Double](), [Double]())
        var (spendFrequency, spendMean, later) = ([Double](), [Double](), 0)
        for customer in valuesOfCustomer.keys.sorted() {
            let values = valuesOfCustomer[customer] ?? [:]
            let days = values.keys.filter { $0 <= cutOff }.sorted()
            later += values.count - days.count
            guard let first = days.first, let last = days.last else { continue }
            frequency.append(Int32(days.count - 1))
            recency.append(Double(last - first) / 7)
            age.append(Double(cutOff - first) / 7)
            let sum = days.dropFirst().reduce(0) { $0 + (values[$1] ?? 0) }
            guard sum > 0 else { continue }
            spendFrequency.append(Double(days.count - 1))
            spendMean.append(sum / Double(days.count - 1))
        }
        histories = PurchaseHistories(frequency: frequency, recency: recency, age: age)
        (beginnings, spend, laterPurchases) = (age.map { -$0 }, (spendFrequency, spendMean), later)
    }

    /// The value bought by every customer on every day.
    private static func values(of file: File) throws -> [Int: [Int: Double]] {
        let text = try SharedData.text(ofCompressed: "cdnow/\(file.rawValue).txt.gz")
        let dateColumn = file == .sample ? 2 : 1
        var values: [Int: [Int: Double]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: " ").compactMap { Double($0) }
            guard cells.count == dateColumn + 3 else { continue }  // the head line
            let day = dayNumber(Int(cells[dateColumn]))
            values[Int(cells[0]), default: [:]][day, default: 0] += cells[dateColumn + 2]
        }
        return values
    }
}

/// Days since the beginning of the calendar, of a date written as yyyymmdd.
private func dayNumber(_ date: Int) -> Int {
    let (month, day) = ((date / 100 % 100 + 9) % 12, date % 100)
    let year = date / 10_000 - month / 10
    return 365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day
}
