internal import Domain
internal import Foundation
package import Store

/// The versions of a pipeline's models, and the choice of champions by hand.
///
/// A choice takes the pipeline's lock, since a run under way has made up its mind already. The next published run scores
/// with the chosen version and fits nothing in its place; the runs after it go by the pipeline's rules again.
package struct ModelRegistry: Sendable {
    private let store: RunStore
    private let folder: ModelFolder

    package init(_ store: RunStore, _ folder: ModelFolder) {
        (self.store, self.folder) = (store, folder)
    }

    /// Makes a version the champion.
    ///
    /// - Throws: ``RunError`` where there is no such version or its file is gone, ``StoreError/Code/locked`` during a run.
    package func promote(_ name: String, version: Int) throws {
        try choose(name, version, as: .promoted)
    }

    /// Makes the version champion again that stood before the present one.
    ///
    /// - Returns: its number.
    /// - Throws: as ``promote(_:version:)``; also where nothing stood before.
    package func rollback(_ name: String) throws -> Int {
        guard let champion = try store.champion(name) else { throw unknown(name) }
        let choices = try store.modelChoices(name)
        let rise = choices.last { $0.version == champion.version && $0.kind != .rolledBack }
        guard let before = rise?.replaced else {
            throw RunError(.usage, "no champion of model \(name) stood before v\(champion.version)")
        }
        try choose(name, before, as: .rolledBack)
        return before
    }

    private func choose(_ name: String, _ version: Int, as kind: ModelChoice.Kind) throws {
        let versions = try store.models().filter { $0.name == name }
        guard let chosen = versions.first(where: { $0.version == version }) else { throw unknown(name) }
        _ = try ModelFolder.bytes(chosen)
        let now = Runner.systemClock()
        let lock = try store.acquireLock(holder: "quimbi models", at: now)
        defer { withExtendedLifetime(lock) {} }
        try store.choose(name, version: version, as: kind, at: now)
        try folder.writeRegistry(try store.models())
    }

    private func unknown(_ name: String) -> RunError {
        RunError(.usage, "there is no such version of a model `\(name)`; `quimbi models list` shows those there are")
    }
}
