/// Names under which shops know what the canonical tables ask for, small and without anything but letters and digits.
///
/// Lists stand in order of trust: names of one list are as good as one another, and those of a later list count only where a
/// file has none of an earlier.
enum ColumnNames {
    static let orderID = [
        ["orderid"], ["ordernumber", "orderno", "ordernr", "order", "ordername", "orderref", "incrementid"],
        [
            "bestellnummer", "bestellnr", "auftragsnummer", "auftragsnr", "bestellid", "numerodecommande", "commande",
            "pedido",
        ],
        [
            "invoiceid", "invoiceno", "invoicenumber", "invoice", "rechnungsnummer", "transactionid", "receiptid",
            "receiptno",
        ],
        ["id", "number", "name", "no", "nr"],
    ]
    static let customerID = [
        ["customerid"],
        ["customer", "customernumber", "customerno", "clientid", "userid", "buyerid", "memberid", "contactid"],
        ["kundennummer", "kundennr", "kundenid", "kunde", "client", "buyer", "cliente"],
        ["email", "customeremail", "billingemail", "emailaddress", "buyeremail", "mail"],
        ["customername", "user", "phone"],
    ]
    static let orderedAt = [
        ["orderedat"],
        [
            "orderdate", "ordertime", "orderedon", "purchasedate", "purchasedat", "saledate", "dateordered",
            "orderdatetime",
        ],
        ["createdat", "datecreated", "created", "createddate", "createdon", "placedat"],
        ["bestelldatum", "auftragsdatum", "datum", "fecha"],
        ["date", "datetime", "timestamp", "time", "invoicedate", "when"],
    ]
    static let total = [
        ["total"],
        [
            "ordertotal", "grandtotal", "totalprice", "totalamount", "totalpaid", "ordervalue", "orderamount",
            "amounttotal",
            "totalinctax", "totalextax", "totalincltax", "totalexcltax", "totalgross", "totalnet", "totaleur",
            "totalusd",
            "totalgbp", "ordertotalinctax", "ordertotalextax", "grosstotal", "nettotal",
        ],
        [
            "gesamtbetrag", "gesamtsumme", "gesamt", "summe", "betrag", "importe", "montant", "brutto", "netto",
            "bruttobetrag", "nettobetrag",
        ],
        ["amount", "revenue", "value", "paid", "sales", "netrevenue", "grossrevenue"],
    ]
    static let status = [
        ["status"], ["orderstatus", "financialstatus", "paymentstatus"],
        ["state", "orderstate", "zahlungsstatus", "bestellstatus"],
    ]
    static let currency = [
        ["currency"], ["currencycode", "ordercurrency", "wahrung", "waehrung", "währung", "devise", "moneda"],
    ]
    static let subtotal = [["subtotal"]]
    static let discount = [
        ["discount"], ["discountamount", "discounttotal", "totaldiscount", "totaldiscounts", "rabatt"],
    ]
    static let shipping = [
        ["shipping"], ["shippingamount", "shippingcost", "shippingtotal", "versand", "versandkosten"],
    ]
    static let tax = [["tax"], ["taxes", "taxamount", "totaltax", "vat", "mwst", "taxtotal"]]
    static let refunded = [
        ["refunded"],
        ["refundedamount", "totalrefunded", "amountrefunded", "refundamount", "refundtotal", "erstattet"],
    ]
    static let channel = [["channel"], ["source", "saleschannel", "sourcename", "kanal"]]
    static let discountCode = [
        ["discountcode"], ["couponcode", "coupon", "voucher", "vouchercode", "gutschein", "promocode"],
    ]

    static let product = [
        ["productid"],
        ["sku", "lineitemsku", "variantsku", "itemsku", "artikelnummer", "artikelnr", "itemid", "stockcode", "asin"],
        ["product", "item", "productname", "itemname", "artikel", "title", "description", "lineitemname"],
    ]
    static let productTitle = [
        ["producttitle"], ["productname", "itemname", "title", "lineitemname", "description", "artikel"],
    ]
    static let quantity = [
        ["quantity"], ["qty", "menge", "anzahl", "lineitemquantity", "pieces", "count", "stück", "stueck"],
    ]
    static let unitPrice = [
        ["unitprice"], ["price", "itemprice", "lineitemprice", "preis", "einzelpreis", "stückpreis"],
    ]
    static let lineNo = [["lineno"], ["linenumber", "position", "lineitemid"]]
    static let category = [["category"], ["productcategory", "kategorie", "producttype"]]
    static let lineDiscount = [["linediscount", "lineitemdiscount"], ["discount"]]
    static let refundedAt = [["at"], ["refundedat", "refunddate", "createdat", "date", "processedat"]]
    static let refundAmount = [["amount"], ["refundamount", "refundedamount", "total", "refund"]]
    static let createdAt = [["createdat"], ["datecreated", "created", "registered", "signupdate"]]
    static let country = [["country"], ["countrycode", "billingcountry", "land"]]
    /// Who is who, where every order makes a customer of its own.
    static let person = ["customeruniqueid", "uniquecustomerid", "personid", "sameas", "mastercustomerid"]

    static func normal(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// The columns that may be meant, those of the first list of which the file has any.
    static func candidates(_ lists: [[String]], in header: [String], except taken: Set<String> = []) -> [String] {
        let names = header.map(normal)
        for list in lists {
            let found = header.indices.filter { list.contains(names[$0]) && !taken.contains(header[$0]) }
            if !found.isEmpty { return found.map { header[$0] } }
        }
        return []
    }
}
