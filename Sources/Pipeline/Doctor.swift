internal import Domain
internal import Foundation
internal import Ingest
internal import Kernels
internal import Store
internal import Tables

/// Looks over an installation and a pipeline and says what to mend.
package struct Doctor {
    /// One thing that was looked at.
    package struct Finding: Sendable, Equatable {
        package let subject: String
        package let isWell: Bool
        package let found: String
        /// What to do; `nil` where all is well.
        package let remedy: String?
    }

    private let pipelineFile: String
    private let isDeep: Bool

    /// - Parameters:
    ///   - pipelineFile: of the pipeline that is looked over.
    ///   - isDeep: whether everything that is stored is read, too.
    package init(pipelineFile: String, isDeep: Bool = false) {
        (self.pipelineFile, self.isDeep) = (pipelineFile, isDeep)
    }

    package func examine() -> [Finding] {
        var findings = [linearAlgebra(), zones()]
        do {
            let definition = try PipelineDefinition(contentsOf: pipelineFile)
            findings.append(well("pipeline", "\(pipelineFile) is pipeline \(definition.name) of \(definition.tenant)"))
            findings += [source(definition), folder(definition.modelsPath), folder(definition.reportsPath)]
            findings += store(definition)
            if isDeep { findings += DeepExamination(definition).examine() }
        } catch {
            findings.append(ill("pipeline", error.description, "mend the file, or name another"))
        }
        return findings
    }

    /// A product whose result is known.
    private func linearAlgebra() -> Finding {
        let answer = product(Matrix([[1, 2], [3, 4]]), Matrix([[5], [6]]))
        guard answer.elements == [17, 39] else {
            return ill(
                "linear algebra", "OpenBLAS multiplies wrongly", "reinstall libopenblas-dev and liblapacke-dev")
        }
        return well("linear algebra", "OpenBLAS answers")
    }

    private func zones() -> Finding {
        guard let berlin = ShopZone(identifier: "Europe/Berlin"),
            berlin.offset(atUTCSeconds: 1_751_328_000) == 7200
        else { return ill("time zones", "the system's zone data are missing or old", "install tzdata") }
        return well("time zones", "zone data are there")
    }

    private func source(_ definition: PipelineDefinition) -> Finding {
        if definition.source.server != nil || definition.source.isDatabase { return database(definition) }
        let path = definition.source.path
        guard FileManager.default.isReadableFile(atPath: path) else {
            return ill(
                "source", "\(path) is not there or not readable",
                "check `source.path`, or make a sample shop with `quimbi generate \(path)`")
        }
        return well("source", "\(path) is readable; `quimbi validate` looks into it")
    }

    private func database(_ definition: PipelineDefinition) -> Finding {
        do {
            try Runner(definition, jobs: 1).source().database?.reach()
            return well("source", "the database answers; `quimbi validate` looks into it")
        } catch {
            return ill("source", "\(error)", "mend `source` or its database, then `quimbi validate` looks into it")
        }
    }

    private func folder(_ path: String) -> Finding {
        let probe = "\(path)/.probe-\(ProcessInfo.processInfo.processIdentifier)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard FileManager.default.createFile(atPath: probe, contents: Data("probe".utf8)) else {
            return ill(
                "folder \(path)", "cannot be written", "give the user who runs the pipeline the right to write there")
        }
        try? FileManager.default.removeItem(atPath: probe)
        let free = (try? FileManager.default.attributesOfFileSystem(forPath: path))?[.systemFreeSize] as? Int
        guard let free, free < 1 << 30 else { return well("folder \(path)", "can be written") }
        return ill("folder \(path)", "only \(free >> 20) MiB are free", "make room: a run may need several hundred MiB")
    }

    /// What is found of the store, and of the run in it where it can be opened.
    private func store(_ definition: PipelineDefinition) -> [Finding] {
        do {
            let store = try RunStore(definition.store, tenant: definition.tenant, pipeline: definition.name)
            return [place(definition.store), published(store)]
        } catch {
            return [ill("store", "\(error)", "mend it: the run that was published last stays as it is")]
        }
    }

    private func place(_ address: StoreAddress) -> Finding {
        switch address {
        case .folder(let path): folder(path)
        case .postgres: well("store", "PostgreSQL answers, and has what this version needs")
        }
    }

    private func published(_ store: RunStore) -> Finding {
        do {
            guard let current = try store.current() else {
                return well("published run", "none yet; `quimbi run \(pipelineFile)` makes one")
            }
            let snapshot = try store.snapshot(run: current)
            let missing = [CustomerProfilesTable.table, CustomerSegmentsTable.table, CohortsTable.table]
                .filter { !snapshot.has($0) }
            guard missing.isEmpty else {
                return ill(
                    "published run", "run \(current) has no \(missing.map(\.name).joined(separator: ", "))",
                    "run the pipeline without --only")
            }
            return well("published run", "\(current), as of \(snapshot.run.asOf?.description ?? "-")")
        } catch {
            return ill("published run", "\(error)", "run the pipeline, or go back with `quimbi runs rollback`")
        }
    }

    private func well(_ subject: String, _ found: String) -> Finding {
        Finding(subject: subject, isWell: true, found: found, remedy: nil)
    }

    private func ill(_ subject: String, _ found: String, _ remedy: String) -> Finding {
        Finding(subject: subject, isWell: false, found: found, remedy: remedy)
    }
}
