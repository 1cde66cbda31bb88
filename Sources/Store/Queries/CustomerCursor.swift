internal import Foundation
internal import Tables

/// Where a page of a list of customers ended: the last row's place in the order, not its number, so that the next page
/// begins right also when another run is read.
package struct CustomerCursor: Sendable, Equatable {
    package let sort: CustomerSort
    package let isDescending: Bool
    /// The last row's value; `nil` where it has none or the order is that of the ids.
    let value: Double?
    let customerID: String

    init(_ last: CustomerProfile, _ query: CustomerQuery) {
        sort = query.sort
        isDescending = query.isDescending
        value = last.value(of: query.sort)
        customerID = last.customerID
    }

    /// Reads what ``text`` wrote; `nil` where it is nothing of the kind.
    package init?(_ text: String) {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let data = Data(base64Encoded: base64) else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(
            separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let sort = CustomerSort(rawValue: String(parts[0])), ["up", "down"].contains(parts[1])
        else { return nil }
        self.sort = sort
        isDescending = parts[1] == "down"
        value = UInt64(parts[2], radix: 16).map(Double.init(bitPattern:))
        customerID = String(parts[3])
    }

    /// The cursor as letters, digits, `-` and `_`.
    package var text: String {
        let bits = value.map { String($0.bitPattern, radix: 16) } ?? ""
        let plain = [sort.rawValue, isDescending ? "down" : "up", bits, customerID].joined(separator: "\n")
        return Data(plain.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}

extension CustomerProfile {
    fileprivate func value(of sort: CustomerSort) -> Double? {
        switch sort {
        case .customerID: nil
        case .lifetimeValue: self.lifetimeValue
        case .totalOrders: Double(self.totalOrders)
        case .averageOrderValue: self.averageOrderValue
        case .daysSinceLastPurchase: self.daysSinceLastPurchase.map(Double.init)
        case .churnRisk: self.churnRiskScore
        case .expectedValue: self.ltv12m
        }
    }
}
