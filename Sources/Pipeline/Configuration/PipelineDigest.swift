internal import Domain

extension PipelineDefinition {
    /// Over everything that the file says, defaults filled in: equal digests mean equal configurations.
    package var digest: String {
        // Coding fails for a number that is not finite, which no option can be.
        var digest = Digest([(try? Digest.json(Document(self))) ?? "\(self)"])
        digest.add((try? stages.json) ?? ["\(stages)"])
        return digest.hex
    }

    /// A password may change and a server move without another result: they are left out.
    private struct Document: Encodable {
        let name, tenant, asOf, currency, path, store: String
        let timezone: ShopZone
        let isDatabase: Bool
        let mapping, mappingText, server, schema: String?
        let rates: [String: [String: String]]
        let questionCategories: [String]
        let keepRuns: Int
        let seed: UInt64
        let guards: Guards

        init(_ definition: PipelineDefinition) {
            (name, tenant, asOf) = (definition.name, definition.tenant, "\(definition.asOf)")
            (currency, timezone) = (definition.currency, definition.zone)
            let source = definition.source
            (path, isDatabase, mapping) = (source.path, source.isDatabase, source.mapping)
            mappingText = source.mappingText
            (server, schema) = (source.server?.text, source.schema)
            (rates, questionCategories) = (definition.rates, definition.questionCategories.sorted())
            (store, keepRuns) = (definition.store.digestText, definition.keepRuns)
            (seed, guards) = (definition.seed, definition.guards)
        }
    }
}
