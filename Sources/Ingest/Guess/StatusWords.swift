/// What words for the state of an order mean for money.
enum StatusWords {
    enum Meaning: Equatable {
        case placed, paid, cancelled, test
        /// The money may count or not.
        case either
    }

    private static let known: [(Meaning, [String])] = [
        (
            .paid,
            [
                "paid", "complete", "completed", "delivered", "shipped", "fulfilled", "closed", "success", "succeeded",
                "captured",
                "processing", "dispatched", "partiallyrefunded", "partiallyshipped", "bezahlt", "abgeschlossen",
                "versendet",
                "geliefert", "invoiced",
            ]
        ),
        (
            .placed,
            ["placed", "new", "open", "authorized", "onhold", "confirmed", "accepted", "partiallypaid", "neu", "offen"]
        ),
        (
            .cancelled,
            [
                "cancelled", "canceled", "void", "voided", "failed", "expired", "declined", "abandoned", "draft",
                "checkoutdraft",
                "autodraft", "trash", "deleted", "storniert", "unavailable", "fraud", "error", "incomplete", "annule",
            ]
        ),
        (.test, ["test"]),
        (.either, ["pending", "pendingpayment", "awaitingpayment", "unpaid", "created", "refunded", "returned"]),
    ]

    /// What a word means; `nil` for one that is not known.
    ///
    /// A refunded order keeps its total where the source says what was refunded; `pending` is an unpaid order in WooCommerce.
    static func meaning(of word: String, knowsRefunds: Bool, isWooCommerce: Bool) -> Meaning? {
        let plain = word.hasPrefix("wc-") ? String(word.dropFirst(3)) : word
        let normal = ColumnNames.normal(plain)
        guard let meaning = known.first(where: { $0.1.contains(normal) })?.0 else { return nil }
        guard meaning == .either else { return meaning }
        // Without its refund, an order that was refunded leaves nothing.
        if normal == "refunded" || normal == "returned" { return knowsRefunds ? .paid : .cancelled }
        return isWooCommerce ? .cancelled : .either
    }

    static func isWooCommerce(_ words: [String]) -> Bool {
        words.contains { $0.hasPrefix("wc-") || $0 == "checkout-draft" }
    }
}
