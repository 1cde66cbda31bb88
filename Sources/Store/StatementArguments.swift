/// The values for the question marks of a statement, in their order.
///
/// An absent value keeps its kind, which one of the engines has to be told.
struct StatementArguments: ExpressibleByArrayLiteral, Sendable {
    var values: [StoredValue]

    init(arrayLiteral elements: any Storable...) {
        values = elements.map(\.stored)
    }

    init(_ elements: [any Storable]) {
        values = elements.map(\.stored)
    }

    static func + (left: StatementArguments, right: StatementArguments) -> StatementArguments {
        var sum = left
        sum.values += right.values
        return sum
    }
}
