import Foundation
import Kernels
import Testing

struct BoostedTreesTests {
    private let example = TreeExample(rows: 4_000, features: 6, seed: 9)

    private func options(trees: Int) -> BoostedTrees.Options {
        var options = BoostedTrees.Options()
        options.maximumTrees = trees
        return options
    }

    /// One question about 0, 0, 0, 1 | 1, 1, 1, 0 with λ = 1.
    ///
    /// The margin starts at 0, so every row has the derivatives ±1/2 and 1/4. The best cut leaves G = 1 and H = 1 on either side: −1/2 and 1/2.
    @Test func `a tree worked by hand`() throws {
        let rows = LabelledRows(
            columns: [[1, 2, 3, 4, 5, 6, 7, 8]], labels: [false, false, false, true, true, true, true, false])
        var options = options(trees: 1)
        (options.minimumHessian, options.learningRate, options.maximumLeaves) = (1, 1, 2)
        let model = try BoostedTrees.fit(rows, options: options, jobs: 1)
        #expect(model.start == 0)
        let tree = try #require(model.trees.first)
        #expect(tree.thresholds == [4.5])
        #expect(tree.leafValues.map { ($0 * 1e6).rounded() / 1e6 } == [-0.5, 0.5])
        #expect(tree.leafCovers == [4, 4])
    }

    @Test func `one thread and two give the same bytes`() throws {
        let models = try [1, 2].map {
            try BoostedTrees.fit(example.rows, validation: example.later, options: options(trees: 40), jobs: $0)
        }
        #expect(models[0] == models[1])
        let copy = try JSONDecoder().decode(BoostedTrees.self, from: JSONEncoder().encode(models[0]))
        #expect(copy == models[0])
        let columns = example.later.columns
        #expect(models[0].margins(columns: columns, jobs: 1) == models[0].margins(columns: columns, jobs: 2))
    }

    /// The outcomes are drawn from 2 a − b c, whose own area is the ceiling.
    @Test func `finds an interaction`() throws {
        let model = try BoostedTrees.fit(example.rows, validation: example.later, jobs: 2)
        let fresh = TreeExample(rows: 4_000, features: 6, seed: 10).rows
        let truth = fresh.labels.indices.map { row -> Double in
            let seen = fresh.columns.prefix(3).map { $0[row].isNaN ? 1.5 : $0[row] }
            return seen[0] * 2 - seen[1] * seen[2]
        }
        let found = try #require(
            AreaUnderCurve(scores: model.margins(columns: fresh.columns, jobs: 1), labels: fresh.labels))
        let ceiling = try #require(AreaUnderCurve(scores: truth, labels: fresh.labels))
        #expect(found.value > ceiling.value - 0.03)
    }

    /// The labels of the later rows are drawn anew, so nothing can be learned for long.
    @Test func `growing ends when the later rows gain nothing`() throws {
        var random = CounterRandom(seed: 1, stream: 0)
        let noise = LabelledRows(
            columns: example.later.columns, labels: example.later.labels.map { _ in random.uniform() < 0.5 })
        var options = options(trees: 500)
        options.patience = 10
        let model = try BoostedTrees.fit(example.rows, validation: noise, options: options, jobs: 2)
        #expect(model.validationLoss.count <= model.trees.count + 10)
        #expect(model.trees.count < 50)
        if let least = model.validationLoss.min(), !model.trees.isEmpty {
            #expect(model.validationLoss[model.trees.count - 1] == least)
        }
        let unwatched = try BoostedTrees.fit(example.rows, options: self.options(trees: 30), jobs: 2)
        #expect(unwatched.trees.count == 30 && unwatched.validationLoss.isEmpty)
    }

    /// The margin must rise with the first column and fall with the second, whatever the others are.
    @Test func `monotone constraints hold on a grid`() throws {
        let constraints = [1, -1, 0, 0, 1, 0]
        let model = try BoostedTrees.fit(example.rows, constraints: constraints, options: options(trees: 80), jobs: 2)
        var random = CounterRandom(seed: 2, stream: 0)
        let grid = stride(from: -4.0, through: 4, by: 0.05).map(\.self)
        for (feature, sign) in constraints.enumerated() where sign != 0 {
            for _ in 0..<40 {
                let point = (0..<6).map { _ in random.uniform() < 0.2 ? .nan : 2 * random.normal() }
                let columns = point.enumerated().map { $0 == feature ? grid : grid.map { [value = $1] _ in value } }
                let margins = model.margins(columns: columns, jobs: 1).map { $0 * Double(sign) }
                let falls = zip(margins, margins.dropFirst()).count { $0 > $1 + 1e-12 }
                #expect(falls == 0)
            }
        }
        // Without the constraint the noise in the fifth column is followed down as well.
        let free = try BoostedTrees.fit(example.rows, options: options(trees: 80), jobs: 2)
        let columns = (0..<6).map { $0 == 4 ? grid : grid.map { _ in 0 } }
        let margins = free.margins(columns: columns, jobs: 1)
        let falls = zip(margins, margins.dropFirst()).count { $0 > $1 }
        #expect(falls > 0)
    }

    /// Missing values have the event three times as often as any other.
    @Test func `missing values go where they belong`() throws {
        let column = (0..<1_000).map { $0 % 4 == 0 ? Double.nan : Double($0) }
        let labels = (0..<1_000).map { $0 % 4 == 0 ? $0 % 20 != 0 : $0 % 5 == 0 }
        let model = try BoostedTrees.fit(
            LabelledRows(columns: [column], labels: labels), options: options(trees: 200), jobs: 1)
        let margins = model.margins(columns: [[.nan, 100, .infinity]], jobs: 1)
        #expect(logistic(margins[0]) > 0.7 && logistic(margins[1]) < 0.4)
        #expect(margins[2] == margins[0])
    }

    /// What a model was grown with is settled by its rows, and grows the same trees again.
    @Test func `a model knows how it was grown`() throws {
        let model = try BoostedTrees.fit(example.rows, validation: example.later, jobs: 2)
        #expect(model.options.maximumLeaves == 8 && model.options.maximumDepth == 4)
        var options = model.options
        options.maximumTrees = model.trees.count
        let again = try BoostedTrees.fit(example.rows, options: options, jobs: 1)
        #expect(again.trees == model.trees)
    }

    @Test func `rows with one outcome teach nothing`() {
        #expect(throws: BinaryFitError.oneOutcome) {
            try BoostedTrees.fit(LabelledRows(columns: [[1, 2]], labels: [true, true]), jobs: 1)
        }
    }

    @Test func `a column that does not vary is never asked about`() throws {
        let rows = LabelledRows(
            columns: example.rows.columns + [example.rows.labels.map { _ in 7 }], labels: example.rows.labels)
        let model = try BoostedTrees.fit(rows, options: options(trees: 20), jobs: 2)
        #expect(model.trees.flatMap(\.features).contains(6) == false)
        #expect(model.contributions(columns: rows.columns, rows: 0..<5, jobs: 1)[6] == [0, 0, 0, 0, 0])
    }
}
