/// A form in which a vendor writes a file, known by columns that no other has.
struct VendorForm: Sendable {
    /// The shipped mapping.
    let vendor: String
    /// What people call the file.
    let title: String
    /// The pattern under which the mapping knows such a file.
    let pattern: String
    let columns: [String]

    static let all: [VendorForm] = [
        .init(
            "shopify", "Shopify's order export", "orders_export*.csv",
            ["Name", "Financial Status", "Lineitem name", "Total"]),
        .init(
            "shopify", "Shopify's REST Admin API", "orders*.json", ["financial_status", "total_price", "line_items"]),
        .init("shopify", "a bulk operation of Shopify", "bulk*.jsonl", ["totalPriceSet", "displayFinancialStatus"]),
        .init(
            "woocommerce", "the orders report of WooCommerce Analytics", "wc-orders-report-export*.csv",
            ["Order #", "N. Revenue", "Status"]),
        .init("woocommerce", "WooCommerce's REST API", "orders*.json", ["date_created_gmt", "line_items", "status"]),
        .init("magento", "Magento's table sales_order", "sales_order.csv", ["increment_id", "grand_total"]),
        .init(
            "magento", "Magento's table sales_order_item", "sales_order_item.csv",
            ["order_id", "qty_ordered", "parent_item_id"]),
        .init(
            "bigcommerce", "BigCommerce's order export", "orders*.csv",
            ["Order ID", "Order Total (inc tax)", "Product Details"]),
        .init(
            "square", "Square's transactions", "transactions*.csv", ["Transaction ID", "Total Collected", "Event Type"]),
        .init(
            "etsy", "Etsy's sold orders", "EtsySoldOrders*.csv", ["Order ID", "Order Total", "Adjusted Order Total"]),
        .init("etsy", "Etsy's sold order items", "EtsySoldOrderItems*.csv", ["Item Name", "Listing ID", "Order ID"]),
        .init("amazon", "Amazon's all-orders report", "*.txt", ["amazon-order-id", "item-price", "order-status"]),
        .init("stripe", "Stripe's payments", "*payments*.csv", ["id", "Amount Refunded", "Converted Amount"]),
        .init("stripe", "Stripe's API of charges", "charges*.json", ["amount_refunded", "amount_captured"]),
        .init(
            "olist", "Olist's orders", "olist_orders_dataset.csv",
            ["order_id", "order_purchase_timestamp", "order_estimated_delivery_date"]),
    ]

    private init(_ vendor: String, _ title: String, _ pattern: String, _ columns: [String]) {
        (self.vendor, self.title, self.pattern, self.columns) = (vendor, title, pattern, columns)
    }

    /// The form of a file; of several that fit, the one with the most columns.
    static func of(_ file: SampleFile) -> VendorForm? {
        let names = Set(file.header)
        let fitting = all.filter { form in
            let isJSONForm = form.pattern.hasSuffix(".json") || form.pattern.hasSuffix(".jsonl")
            return isJSONForm == file.isJSON && form.columns.allSatisfy(names.contains)
        }
        return fitting.max { $0.columns.count < $1.columns.count }
    }

    /// Whether the shipped mapping finds a file under the name that it has.
    func finds(_ file: SampleFile) -> Bool {
        let name = file.name.hasSuffix(".gz") ? String(file.name.dropLast(3)) : file.name
        let patterns = pattern.hasSuffix(".json") ? [pattern, pattern + "l"] : [pattern]
        return patterns.contains { SourceFiles.matches(name, pattern: $0) }
    }
}
