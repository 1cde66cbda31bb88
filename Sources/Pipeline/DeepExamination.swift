internal import Domain
internal import Foundation
internal import Ingest
internal import Store

/// Reads everything that a pipeline has stored and holds it against the digests that were kept when it was written.
struct DeepExamination {
    private let definition: PipelineDefinition

    init(_ definition: PipelineDefinition) {
        self.definition = definition
    }

    /// What there is to mend, and how much was found whole.
    func examine() -> [Doctor.Finding] {
        do {
            let store = try RunStore(definition.store, tenant: definition.tenant, pipeline: definition.name)
            let runs = try store.runs().filter { $0.hasFiles && [.published, .heldBack].contains($0.state) }
            return try [ledger(store)] + tables(store, runs) + reports(runs) + models(store)
        } catch {
            return [ill("store", sentence(error), "mend it: nothing was changed")]
        }
    }

    private func ledger(_ store: RunStore) throws -> Doctor.Finding {
        let found = try store.verifyLedger()
        guard found.isEmpty else {
            return ill(
                "ledger", found.joined(separator: "; "),
                "bring it back from a copy, or move ledger.sqlite away and rebuild it with `quimbi runs recover`")
        }
        return well("ledger", "it agrees with itself and with its runs")
    }

    private func tables(_ store: RunStore, _ runs: [RunRecord]) -> [Doctor.Finding] {
        findings("tables", of: runs.map { run in ("run \(run.id)", { try store.verify(run: run.id) }) }) {
            "go back to a whole run with `quimbi runs rollback`, or run the pipeline with --force"
        }
    }

    private func reports(_ runs: [RunRecord]) -> [Doctor.Finding] {
        let folder = ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
        return findings(
            "reports", of: runs.map { run in ("run \(run.id)", { try folder.verify(run: run.id.text) }) }
        ) { "run the pipeline with --force, or go back with `quimbi runs rollback`" }
    }

    private func models(_ store: RunStore) throws -> [Doctor.Finding] {
        findings(
            "models",
            of: try store.models().map { model in
                ("\(model.name) v\(model.version)", { _ = try ModelFolder.bytes(model) })
            }
        ) { "bring the file back from a copy, or go back with `quimbi models rollback`" }
    }

    /// One finding for all that is whole, and one for each that is not.
    private func findings(
        _ subject: String, of checks: [(name: String, check: () throws -> Void)], remedy: () -> String
    ) -> [Doctor.Finding] {
        var (whole, ills): (Int, [Doctor.Finding]) = (0, [])
        for (name, check) in checks {
            do {
                try check()
                whole += 1
            } catch {
                ills.append(ill("\(subject) of \(name)", sentence(error), remedy()))
            }
        }
        return ills + (whole > 0 ? [well(subject, "\(whole) are as they were written")] : [])
    }

    private func sentence(_ error: any Error) -> String { RunError(describing: error)?.description ?? "\(error)" }

    private func well(_ subject: String, _ found: String) -> Doctor.Finding {
        Doctor.Finding(subject: subject, isWell: true, found: found, remedy: nil)
    }

    private func ill(_ subject: String, _ found: String, _ remedy: String) -> Doctor.Finding {
        Doctor.Finding(subject: subject, isWell: false, found: found, remedy: remedy)
    }
}
