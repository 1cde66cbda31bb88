import Analytics
import Domain
import Foundation
import Testing

struct FeatureTransformTests {
    @Test func `every feature has one curve, and all but one are clustered`() {
        let curves = Axis.allFeatures.filter { FeatureScale.of($0) != nil }
        #expect(Set(Axis.allFeatures).subtracting(curves) == ["hour_concentration"])
        #expect(FeatureScale.of("gap_trend")?.weight == 0.25)
        #expect(FeatureScale.of("net_lifetime_value")?.weight == 1)
    }

    @Test func `a coordinate leads back to its value`() throws {
        let customers = 400
        let axis = PlantedShop.Plan(
            axis: .purchaseValue, centres: PlantedShop.centres(3, features: 6), noise: 0.3, group: { $0 % 3 })
        let model = try PlantedShop.fit(PlantedShop.matrix(customers, plans: [axis])).model[.purchaseValue]
        for transform in model.features {
            let coordinate = (transform.lower + transform.upper) / 2 / transform.deviation
            let value = transform.value(at: coordinate)
            #expect(abs(transform.coordinate(value, trials: 0) - coordinate) < 1e-9)
            #expect(transform.coordinate(.infinity, trials: 0) == transform.upper / transform.deviation)
            #expect(transform.coordinate(.nan, trials: 0).isNaN)
        }
    }

    @Test func `a rate of few trials is drawn towards even odds`() throws {
        let customers = 200
        var matrix = PlantedShop.matrix(
            customers,
            plans: [
                .init(axis: .returnBehavior, centres: [[0, 0, 0, 0], [3, 3, 3, 3]], noise: 0.5, group: { $0 % 2 })
            ])
        let column = try #require(FeatureScale.column["returned_item_rate"])
        matrix.trials[column] = (0..<customers).map { Float($0 % 2 == 0 ? 1 : 99) }
        let model = try PlantedShop.fit(matrix).model[.returnBehavior]
        let transform = try #require(model.features.first { $0.feature == "returned_item_rate" })
        // e = 0.5 / (b + 1): 0.25 for one trial, 0.005 for ninety-nine.
        #expect(abs(transform.coordinate(0.8, trials: 1) * transform.deviation - log(1.05 / 0.45)) < 1e-12)
        #expect(abs(transform.coordinate(0.8, trials: 99) * transform.deviation - log(0.805 / 0.205)) < 1e-12)
    }

    @Test func `a constant feature is dropped with its reason, and twins share one weight`() throws {
        var matrix = PlantedShop.matrix(
            300,
            plans: [
                .init(
                    axis: .purchaseValue, centres: PlantedShop.centres(2, features: 6, step: 3), group: { $0 % 2 })
            ])
        let average = try #require(FeatureScale.column["avg_order_value"])
        let median = try #require(FeatureScale.column["median_order_value"])
        let trend = try #require(FeatureScale.column["value_trend"])
        matrix.columns[median] = matrix.columns[average]
        matrix.columns[trend] = matrix.columns[trend].map { _ in 7 }
        let model = try PlantedShop.fit(matrix).model[.purchaseValue]
        #expect(model.dropped.map(\.feature) == ["value_trend"])
        #expect(model.dropped[0].reason.contains("same for everyone"))
        let weights = Dictionary(uniqueKeysWithValues: model.features.map { ($0.feature, $0.weight) })
        #expect(weights["avg_order_value"] == 0.5)
        #expect(weights["median_order_value"] == 0.5)
        #expect(weights["net_lifetime_value"] == 1)
        #expect(weights["value_consistency"] == 0.25)
    }
}
