/// A list of a report whose elements are made when they are asked for: a document of a million cells is written without
/// holding more than one of them.
package struct LazyList<Element: Codable & Sendable>: RandomAccessCollection, Codable, Sendable {
    private let make: @Sendable (Int) -> Element
    package let endIndex: Int
    package var startIndex: Int { 0 }

    package init(_ count: Int, _ make: @escaping @Sendable (Int) -> Element) {
        (endIndex, self.make) = (count, make)
    }

    package subscript(position: Int) -> Element { make(position) }

    package init(from decoder: any Decoder) throws {
        let elements = try [Element](from: decoder)
        self.init(elements.count) { elements[$0] }
    }

    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for element in self { try list.encode(element) }
    }
}

extension LazyList: Equatable where Element: Equatable {
    package static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }
}
