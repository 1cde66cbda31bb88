import Analytics
import Domain
import Testing

struct SegmentNamingTests {
    @Test(arguments: Axis.allCases)
    func `the vocabulary has a word for every position`(axis: Axis) {
        let vocabulary = SegmentVocabulary.of(axis)
        for k in 2...8 {
            let words = vocabulary.ladder(k)
            #expect(words.count == k)
            if k <= 4 { #expect(Set(words.map(\.text)).count == k) }
        }
        for word in vocabulary.literal + (2...5).flatMap(vocabulary.ladder) {
            #expect(word.text.allSatisfy { $0.isLowercase || $0 == "_" })
            if let condition = word.condition { #expect(Axis.allFeatures.contains(condition.feature)) }
        }
    }

    @Test func `a literal word is given where nine in ten members satisfy it`() throws {
        var matrix = PlantedShop.matrix(
            600,
            plans: [
                .init(
                    axis: .purchaseFrequency,
                    centres: [[0, 4, 0, 0, 4], [1, 2, 1, 1, 2], [2, 0, 2, 2, 0]], group: { $0 % 3 })
            ])
        let count = try #require(FeatureScale.column["order_count"])
        matrix.columns[count] = (0..<600).map { $0 % 3 == 0 && $0 % 33 != 0 ? 1 : 4 }
        #expect(try names(matrix, .purchaseFrequency) == ["one_time", "regular", "power_buyer"])
        matrix.columns[count] = (0..<600).map { $0 % 3 == 0 && $0 % 9 != 0 ? 1 : 4 }
        #expect(try names(matrix, .purchaseFrequency) == ["occasional", "regular", "power_buyer"])
    }

    @Test func `two segments with one literal meaning are told apart by a feature`() throws {
        var matrix = PlantedShop.matrix(
            600,
            plans: [
                .init(
                    axis: .purchaseFrequency,
                    centres: [[0, 4, 0, 0, 0], [0.2, 0, 0, 0, 0], [3, 0, 0, 0, 0]],
                    group: { $0 % 3 }, isMissing: { _, feature in feature > 1 })
            ])
        let count = try #require(FeatureScale.column["order_count"])
        matrix.columns[count] = (0..<600).map { $0 % 3 == 2 ? 9 : 1 }
        #expect(try names(matrix, .purchaseFrequency) == ["one_time", "short_gap_one_time", "power_buyer"])
    }

    @Test func `names are unique where segments outnumber the words`() throws {
        let matrix = PlantedShop.matrix(
            1_400,
            plans: [
                .init(
                    axis: .returnBehavior, centres: PlantedShop.centres(7, features: 4, step: 2),
                    group: { $0 % 7 })
            ])
        let names = try names(matrix, .returnBehavior)
        #expect(names.count == 7)
        #expect(Set(names).count == 7)
        #expect(names.first == "careful_buyer")
        #expect(names.allSatisfy { $0.hasSuffix("buyer") || $0.hasSuffix("returner") || $0.hasSuffix("normal") })
    }

    @Test func `a description names what sets a segment apart, in own units`() throws {
        let matrix = PlantedShop.matrix(
            600,
            plans: [
                .init(
                    axis: .purchaseValue, centres: [[1, 0, 0, 0, 0, 0], [4, 0, 0, 0, 0, 0]], noise: 0.01,
                    group: { $0 % 2 }, isMissing: { _, feature in feature > 0 })
            ])
        let model = try PlantedShop.fit(matrix).model[.purchaseValue]
        // sinh(4) = 27.3; the usual customer lies at sinh(2.5) = 6.05.
        #expect(model.segments[1].description == "high net lifetime value (27.3, usually 6.05)")
    }

    private func names(_ matrix: FeatureMatrix, _ axis: Axis) throws -> [String] {
        try PlantedShop.fit(matrix).model[axis].segments.map(\.name)
    }
}
