import Foundation
import Kernels
import Testing

/// Five columns of the Wisconsin diagnostic breast cancer data, some values left out; see Oracles/additive_logistic.py.
private func breastCancer() throws -> LabelledRows {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appendingPathComponent("Oracles/breast_cancer.csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let columns = (0..<5).map { column in rows.map { Double($0[column]) ?? .nan } }
    return LabelledRows(columns: columns, labels: rows.map { $0[5] == "1" })
}

struct AdditiveLogisticTests {
    /// A trust-region search of scipy over SciPy's own B-splines: Oracles/additive_logistic.py.
    @Test func `equals an independent fit on published data`() throws {
        let rows = try breastCancer()
        var options = AdditiveLogistic.Options()
        (options.innerKnots, options.smoothness, options.ridge) = (4, 2, 0.05)
        let model = try AdditiveLogistic.fit(rows, options: options, jobs: 1)
        let margins = model.margins(columns: rows.columns, jobs: 1)
        let published = [
            2.4631876434, -1.88374011899, -3.06045297234, -8.46868269798, -1.43561466116, -3.77993156406,
            -4.27629983329, 6.27803318135, -6.22436689957, -7.67188005077, 7.88134885928, -5.19651785828,
            -5.70681697799, -5.54413272187, -1.68290158223,
        ]
        for (place, expected) in published.enumerated() { #expect(abs(margins[40 * place] - expected) < 1e-9) }
        #expect(abs(model.base - -1.4672371626847227) < 1e-9)
        #expect(abs(model.degreesOfFreedom - 10.916923628614565) < 1e-8)
        let curve = model.contributions(columns: rows.columns, rows: 0..<569, jobs: 1)[0]
        #expect(abs(curve[0] - 3.26886653304) < 1e-9)
        #expect(abs(curve[560] - 0.417837406839) < 1e-9)
    }

    @Test func `contributions add up and have mean zero`() throws {
        let rows = try breastCancer()
        let model = try AdditiveLogistic.fit(rows, jobs: 2)
        let margins = model.margins(columns: rows.columns, jobs: 2)
        let parts = model.contributions(columns: rows.columns, rows: 10..<569, jobs: 2)
        for row in 10..<569 {
            let sum = parts.reduce(model.base) { $0 + $1[row - 10] }
            #expect(abs(sum - margins[row]) < 1e-9)
        }
        for part in model.contributions(columns: rows.columns, rows: 0..<569, jobs: 1) {
            #expect(abs(part.reduce(0, +)) < 1e-9)
        }
    }

    @Test func `one thread and two give the same bytes`() throws {
        let rows = try breastCancer()
        let models = try [1, 2].map { try AdditiveLogistic.fit(rows, jobs: $0) }
        #expect(models[0] == models[1])
        let copy = try JSONDecoder().decode(AdditiveLogistic.self, from: JSONEncoder().encode(models[0]))
        #expect(copy == models[0])
        let margins = models[0].margins(columns: rows.columns, jobs: 1)
        #expect(margins == models[1].margins(columns: rows.columns, jobs: 2))
    }

    /// Two equal columns, one that separates the outcomes, one constant, one of two values and one without any.
    @Test func `separation, collinearity and constants stay finite`() throws {
        let values = (0..<60).map { Double($0) }
        let columns = [
            values, values, values.map { _ in 3 }, values.map { $0.truncatingRemainder(dividingBy: 2) },
            values.map { _ in .nan },
        ]
        let rows = LabelledRows(columns: columns, labels: values.map { $0 >= 30 })
        let model = try AdditiveLogistic.fit(rows, jobs: 1)
        let margins = model.margins(columns: columns, jobs: 1)
        #expect(margins.filter { !$0.isFinite }.isEmpty)
        #expect(margins[0] < 0 && margins[59] > 0)
        let constant = model.contributions(columns: columns, rows: 0..<60, jobs: 1)[2]
        #expect(constant == [Double](repeating: 0, count: 60))
        #expect(throws: BinaryFitError.oneOutcome) {
            try AdditiveLogistic.fit(LabelledRows(columns: columns, labels: values.map { _ in true }), jobs: 1)
        }
    }

    @Test func `values beyond the training range count as its ends`() throws {
        let rows = try breastCancer()
        let model = try AdditiveLogistic.fit(rows, jobs: 1)
        let ends = model.contributions(
            columns: [[-1e300, 0, 1e6, 1e300]] + (1..<5).map { _ in [0, 0, 0, 0] }, rows: 0..<4, jobs: 1)
        #expect(ends[0][0] == ends[0][1] && ends[0][2] == ends[0][3] && ends[0][0] < ends[0][3])
    }

    /// Outcomes that follow a sine and know nothing of the second column.
    @Test func `penalties that are chosen find the curve and not the noise`() throws {
        var random = CounterRandom(seed: 8, stream: 0)
        let columns = (0..<2).map { _ in (0..<4_000).map { _ in random.uniform() } }
        let truth = columns[0].map { 2 * sin(6 * $0) }
        let rows = LabelledRows(columns: columns, labels: truth.map { random.uniform() < logistic($0) })
        let free = try AdditiveLogistic.fit(rows, jobs: 1)
        #expect(free.degreesOfFreedom < 14)
        let margins = free.margins(columns: columns, jobs: 1)
        #expect((pearsonCorrelation(margins, truth) ?? 0) > 0.99)
        let half = LabelledRows(columns: columns.map { Array($0[..<2_000]) }, labels: Array(rows.labels[..<2_000]))
        let rest = LabelledRows(columns: columns.map { Array($0[2_000...]) }, labels: Array(rows.labels[2_000...]))
        let judged = try AdditiveLogistic.fit(half, validation: rest, jobs: 1)
        #expect((pearsonCorrelation(judged.margins(columns: columns, jobs: 1), truth) ?? 0) > 0.98)
    }
}
