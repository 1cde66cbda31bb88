/// A set that is coded as its elements in ascending order: equal sets give equal texts.
@propertyWrapper
package struct InOrder<Element: Hashable & Comparable & Codable & Sendable>: Equatable, Sendable {
    package var wrappedValue: Set<Element>

    package init(wrappedValue: Set<Element>) {
        self.wrappedValue = wrappedValue
    }
}

extension InOrder: Codable {
    package init(from decoder: any Decoder) throws {
        wrappedValue = try Set([Element](from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        try wrappedValue.sorted().encode(to: encoder)
    }
}
