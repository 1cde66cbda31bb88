import Domain
import Foundation
import Ingest
import Testing

/// A small export in a vendor's own form, with what it comes to; the sums are worked out by hand in the comment of each.
struct VendorExport: CustomTestStringConvertible, Sendable {
    let folder: String
    let mapping: String
    let orders: Int
    let guests: Int
    let customers: Int
    let lines: Int
    let gross: String
    let net: String
    var zone = "UTC"
    var currency = "EUR"

    var testDescription: String { folder }

    static let path = packageRoot + "/Tests/Vendors"

    func read() throws -> IngestResult {
        var source = SourceDescription(paths: ["\(Self.path)/\(folder)"])
        (source.mapping, source.mappingFolder) = (mapping, packageRoot + "/pipelines/mappings")
        (source.zone, source.currency) = (ShopZone(identifier: zone) ?? .utc, currency)
        return try Ingest.read(source)
    }

    static let all: [VendorExport] = [
        // 31.90 + 40 + 14.90 + 20, less 10 and 20; voided and bogus orders are in no figure.
        .init(
            folder: "shopify-export", mapping: "shopify", orders: 4, guests: 1, customers: 2, lines: 5, gross: "106.80",
            net: "76.80"),
        // 33.90 less a tip of 2, and 60 less a gift card of 50; 10 came back, another 10 failed to.
        .init(
            folder: "shopify-api", mapping: "shopify", orders: 2, guests: 1, customers: 1, lines: 3, gross: "41.90",
            net: "31.90"),
        // 30 less 5.50, and 25 that are a gift card.
        .init(
            folder: "shopify-bulk", mapping: "shopify", orders: 2, guests: 1, customers: 1, lines: 2, gross: "30.00",
            net: "24.50"),
        // 20 less 5, and 1234.50; cancelled and refunded orders are in no figure.
        .init(
            folder: "woocommerce-analytics", mapping: "woocommerce", orders: 2, guests: 0, customers: 2, lines: 0,
            gross: "1254.50", net: "1249.50"),
        // 29.35 less 5 and 1.35, 1500, and 12 less 12; the pending order is in no figure.
        .init(
            folder: "woocommerce-api", mapping: "woocommerce", orders: 3, guests: 0, customers: 2, lines: 4,
            gross: "1541.35", net: "1523.00"),
        // 114, 59.50 less 59.50, 65.20 and a gift card of 30 less 15, and 11.90; the canceled order is in no figure.
        .init(
            folder: "magento", mapping: "magento", orders: 4, guests: 0, customers: 3, lines: 4, gross: "280.60",
            net: "206.10"),
        // 55, and 20 less 7.50; cancelled and incomplete orders are in no figure.
        .init(
            folder: "bigcommerce", mapping: "bigcommerce", orders: 2, guests: 0, customers: 2, lines: 3, gross: "75.00",
            net: "67.50"),
        // 27 less a tip of 3, 1250 less a gift card of 50, and 10; 24 and 100 came back.
        .init(
            folder: "square", mapping: "square", orders: 3, guests: 1, customers: 2, lines: 0, gross: "1234.00",
            net: "1110.00", zone: "America/Los_Angeles", currency: "USD"),
        // 41, 1250 less 50, and 20 less 20.
        .init(
            folder: "etsy", mapping: "etsy", orders: 3, guests: 0, customers: 2, lines: 3, gross: "1311.00",
            net: "1241.00"),
        // 20 + 4.99 - 2 - 4.99 + 150, and 10 + 1.50; the others have no price.
        .init(
            folder: "amazon", mapping: "amazon", orders: 2, guests: 2, customers: 0, lines: 3, gross: "179.50",
            net: "179.50"),
        // 20, 100 less 30, 50 less 50, and 22 dollars that are 20 euros; failed and test charges are in no figure.
        .init(
            folder: "stripe", mapping: "stripe", orders: 4, guests: 0, customers: 3, lines: 0, gross: "190.00",
            net: "110.00"),
        // 20 less 5, and 99; a refund that failed is none.
        .init(
            folder: "stripe-api", mapping: "stripe", orders: 2, guests: 1, customers: 1, lines: 0, gross: "119.00",
            net: "114.00"),
        // 18.12 + 20.59, 282.92 and 28.62; canceled and unavailable orders are in no figure.
        .init(
            folder: "olist", mapping: "olist", orders: 3, guests: 0, customers: 2, lines: 4, gross: "350.25",
            net: "350.25", currency: "BRL"),
    ]
}

struct VendorTests {
    @Test(arguments: VendorExport.all)
    func `a vendor's export gives its total to the cent`(export: VendorExport) throws {
        let result = try export.read()
        let orders = result.shop.orders
        #expect(orders.count == export.orders)
        #expect(orders.customer.count { $0 < 0 } == export.guests)
        #expect(Set(orders.customer.filter { $0 >= 0 }).count == export.customers)
        #expect(result.shop.lines.count == export.lines)
        #expect(Money.text(orders.total.reduce(0, +)) == export.gross)
        #expect(Money.text(orders.net(of: 0..<orders.count)) == export.net)
        #expect(result.quality.tables.allSatisfy { $0.isReconciled && $0.quarantined == 0 }, "\(result.quality.tables)")
    }

    @Test func `a gift card is set apart with its line`() throws {
        let result = try #require(VendorExport.all.first { $0.folder == "shopify-api" }).read()
        #expect(try result.table("order_lines").setApart["not_sales"] == 1)
    }

    @Test func `the price of a piece follows from that of all of them`() throws {
        let shop = try #require(VendorExport.all.first { $0.folder == "woocommerce-api" }).read().shop
        // 16.00 for two pieces, 12.00 for one, 1500.00 for three.
        #expect(Set(shop.lines.unitPrice) == [80_000, 120_000, 5_000_000])
        #expect(shop.lines.quantity.reduce(0, +) == 7)
    }
}
