import Synchronization

/// Which figure a run was published with, for readers that check it meanwhile.
final class Figures: Sendable {
    private let state = Mutex<(byRun: [String: Int], isDone: Bool)>(([:], false))

    func set(_ run: String, _ figure: Int) { state.withLock { $0.byRun[run] = figure } }
    func finish() { state.withLock { $0.isDone = true } }

    /// `nil` where the run is published and not yet noted.
    func figure(_ run: String) -> Int? { state.withLock { $0.byRun[run] } }
    var isDone: Bool { state.withLock { $0.isDone } }
}
