package import Domain

/// A source that was read and found sound.
package struct IngestResult: Sendable {
    package let shop: Shop
    package let quality: DataQuality
    /// SHA-256 over the accepted rows in key order, as hexadecimal digits: it does not depend on the order of the rows.
    package let digest: String
    /// Rows of all tables, refused ones included.
    package let rowsRead: Int
    /// Bytes of all files as they lie there, packed where they are, or of all rows as a database sent them.
    package let bytesRead: Int
}

/// Reads a source into a ``Shop``.
package enum Ingest {
    /// Called now and then while a table is read, from the thread that reads it.
    package typealias Progress =
        @Sendable (_ table: String, _ rowsRead: Int, _ bytesRead: Int, _ bytesTotal: Int) -> Void

    /// Reads all tables of a source, settles what contradicts, and puts the rest in order.
    ///
    /// Blocks the calling thread. The result does not depend on `jobs`, nor on the order of rows within the files.
    ///
    /// - Parameters:
    ///   - source: what to read.
    ///   - jobs: how many threads may work at once, at least 1.
    ///   - progress: hears of rows and bytes per table.
    /// - Returns: the shop, and where every row of the source ended.
    /// - Throws: why the source was refused as a whole, with what had been found out by then.
    package static func read(
        _ source: SourceDescription, jobs: Int = 1, progress: Progress? = nil
    ) throws(IngestError) -> IngestResult {
        let mapping =
            if let text = source.mappingText {
                try Mapping.load(text: text, file: source.mapping ?? "the pipeline", folder: source.mappingFolder)
            } else {
                try Mapping.load(source.mapping, folder: source.mappingFolder)
            }
        let rates = try Rates(source.rates, reporting: source.currency, zone: source.zone)
        if let database = source.database {
            let reading = DatabaseReading(
                database, mapping, ReadContext(source, mapping, progress: progress), rates: rates)
            return try reading.read { tables throws(IngestError) in
                try assembled(Assembler(source, rates: rates, jobs: jobs, tables: tables))
            }
        }
        let loader = SourceLoader(mapping, source, rates: rates, progress: progress)
        return try assembled(Assembler(source, rates: rates, jobs: jobs, tables: try loader.load(jobs: jobs)))
    }

    private static func assembled(_ assembler: consuming Assembler) throws(IngestError) -> IngestResult {
        var assembler = assembler
        let (shop, quality, digest) = try assembler.assemble()
        return IngestResult(
            shop: shop, quality: quality, digest: digest, rowsRead: quality.tables.reduce(0) { $0 + $1.read },
            bytesRead: assembler.bytesRead)
    }
}
