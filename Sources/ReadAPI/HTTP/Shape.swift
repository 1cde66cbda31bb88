internal import Domain
internal import Store
internal import Tables

/// What a part of an answer looks like: declared beside the route, for its description and for lists as tables.
///
/// An object is written as a literal: `["customer_id": .text, "predictions": .predictions]`.
indirect enum Shape: Sendable, Equatable {
    /// No JSON at all.
    case none
    case text
    case choice([String])
    case instant
    /// A day, `yyyy-mm-dd`.
    case date
    case integer
    case number
    /// In units of the reporting currency.
    case money
    case flag
    /// JSON of any form.
    case document
    case nullable(Shape)
    /// A member that may be left out.
    case optional(Shape)
    case list(Shape)
    /// An object whose keys are data, such as axes.
    case map(Shape)
    case object([Member])
    case noted(Shape, String)

    struct Member: Sendable, Equatable {
        let name: String
        let shape: Shape
    }

    /// What a member means, in a clause.
    func noted(_ text: String) -> Shape { .noted(self, text) }

    /// An object of the members of both.
    func merging(_ other: Shape) -> Shape { .object(members + other.members) }

    /// The members of an object, in the order in which they were declared; none of anything else.
    var members: [Member] {
        switch self {
        case .object(let members): members
        case .noted(let shape, _), .nullable(let shape), .optional(let shape): shape.members
        default: []
        }
    }
}

extension Shape: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, Shape)...) {
        self = .object(elements.map(Member.init))
    }
}

extension Shape {
    /// The run that an answer comes from; part of every answer about what a run published.
    static let ofRun: Shape = [
        "run_id": .text.noted("the run that the answer comes from"),
        "as_of": .instant.noted("up to which instant the run's data count"),
    ]

    /// Where the next page of a list begins.
    static let nextCursor = Shape.nullable(.text).noted("give it as `cursor` for the next page; null at the end")

    /// The columns of a table as a row of it is answered.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - documents: the form of columns that hold JSON, for those whose form is to be described.
    /// - Returns: an object with a member a column.
    static func row(of table: TableSchema, documents: [ColumnSchema: Shape] = [:]) -> Shape {
        .object(
            table.columns.map { column in
                let plain: Shape =
                    switch column.kind {
                    case .text: documents[column] ?? (column.isJSON ? .document : .text)
                    case .integer: .integer
                    case .real: .number
                    }
                return Member(name: column.name, shape: column.isNullable ? .nullable(plain) : plain)
            })
    }
}
