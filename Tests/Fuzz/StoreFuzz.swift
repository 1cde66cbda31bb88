import Domain
import Foundation
import Kernels
import Pipeline
import Store

/// Texts that are sent as keys.
struct KeyFuzz: FuzzKind {
    static let name = "keys"
    static let costliness = 1

    private let keys: KeyStore
    private let text: String
    private static let now = Instant(secondsSince1970: 1_790_000_000)

    init(folder: String) throws {
        keys = try KeyStore(root: folder, tenant: "default")
        text = try keys.create(scope: .read, rate: 100, at: Self.now).text
    }

    func feed(_ random: inout CounterRandom) throws {
        let bytes = Mutation.mutate(Array(text.utf8), &random)
        let given = String(decoding: bytes, as: UTF8.self)
        let found = try keys.verify(given, at: Self.now)
        guard (found != nil) == (given == text) else {
            throw Broken(description: "the key `\(given)` was judged wrongly")
        }
    }
}

/// Stored models: each is read and used where customers are placed by their orders, which is what the server does with one.
struct ModelFuzz: FuzzKind {
    static let name = "models"
    static let costliness = 40

    private let shop: FuzzShop
    private let path: String
    private let original: [UInt8]

    init(folder: String) throws {
        shop = try FuzzShop(folder: folder, customers: 120)
        guard let model = try shop.store().champion(StoredSegmentModel.name) else {
            throw Broken(description: "the sample shop has no segment model")
        }
        path = model.path
        original = try ProjectFiles.bytes(at: model.path)
    }

    func feed(_ random: inout CounterRandom) throws {
        try Data(Mutation.mutate(original, &random)).write(to: URL(filePath: path))
        let folder = ModelFolder(
            root: shop.definition.modelsPath, tenant: shop.definition.tenant, pipeline: shop.definition.name)
        let scoring = ContextScoring(try shop.store(), models: folder, zone: .utc)
        let line = ContextOrder.Line(product: "p", category: "c", quantity: 1_000_000, unitPrice: 10_000_000_000_000)
        let order = ContextOrder(
            orderedAt: Instant(secondsSince1970: 1_700_000_000), total: 10_000_000_000_000, lines: [line])
        _ = try? scoring.standing(by: [order], asOf: Instant(secondsSince1970: 1_750_000_000))
    }
}

/// Bytes of a published run's tables and of its ledger, read as the server and the commands read them.
struct TableFuzz: FuzzKind {
    static let name = "tables"
    static let costliness = 40

    private let shop: FuzzShop
    private let files: [(path: String, bytes: [UInt8])]

    init(folder: String) throws {
        shop = try FuzzShop(folder: folder)
        let run = try shop.runFolder
        let names = try FileManager.default.contentsOfDirectory(atPath: run).filter { $0.hasSuffix(".sqlite") }.sorted()
        files = try names.map { ("\(run)/\($0)", try ProjectFiles.bytes(at: "\(run)/\($0)")) }
    }

    func feed(_ random: inout CounterRandom) throws {
        let file = files[random.index(below: files.count)]
        defer { try? Data(file.bytes).write(to: URL(filePath: file.path)) }
        var bytes = file.bytes
        for _ in 0...random.index(below: 20) {
            bytes[random.index(below: bytes.count)] = UInt8(random.index(below: 256))
        }
        try Data(bytes).write(to: URL(filePath: file.path))
        guard let snapshot = try? shop.store().snapshot() else { return }
        for customer in ["C0000001", "C0000020"] {
            _ = try? snapshot.readBlocking { try $0.profile(customer) }
            _ = try? snapshot.readBlocking { try $0.segments(customer) }
            _ = try? snapshot.readBlocking { try $0.forecast(customer) }
            _ = try? snapshot.readBlocking { try $0.actions(customer) }
            _ = try? snapshot.readBlocking { try $0.churn(customer) }
            _ = try? snapshot.readBlocking { try $0.crossSell(customer) }
        }
        _ = try? snapshot.readBlocking { try $0.archetypes() }
        _ = try? snapshot.readBlocking { try $0.affinityRules(AffinityRuleQuery()) }
        _ = try? snapshot.readBlocking { try $0.queue(agent: nil, after: 0, limit: 100) }
        _ = try? snapshot.readBlocking { try $0.quarantine(after: 0, limit: 100) }
        _ = try? snapshot.readBlocking { try $0.stageRuns() }
    }
}
