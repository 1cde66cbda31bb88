internal import Analytics
internal import Domain

extension PipelineDefinition {
    /// Over everything that the file says, defaults filled in: equal digests mean equal configurations.
    package var digest: String {
        var digest = Digest([name, tenant, "\(asOf)", zone.identifier, currency, source.path, source.mapping ?? ""])
        if let server = source.server { digest.add("\(server.text) \(source.schema ?? "")") }
        if source.isDatabase { digest.add("sqlite") }
        if let text = source.mappingText { digest.add(text) }
        for currency in rates.keys.sorted() {
            for (month, rate) in (rates[currency] ?? [:]).sorted(by: { $0.key < $1.key }) {
                digest.add("\(currency) \(month) \(rate)")
            }
        }
        for text in questionCategories.sorted() { digest.add(text) }
        let options = [
            "\(seed)", "\(guards)", "\(segments)", "\(cohorts)", "\(lifetime)", "\(churn)", "\(actions)", "\(affinity)",
            support.digestText, "\(queue)",
        ]
        for text in options + [store.digestText, "\(keepRuns)"] { digest.add(text) }
        return digest.hex
    }
}
