import Foundation
import Pipeline
import Reports
import Synchronization

/// Tells the progress of a run on standard error: one line that is redrawn on a terminal, JSON lines elsewhere.
final class ProgressPrinter: Sendable {
    private struct State {
        var began: ContinuousClock.Instant = .now
        var drawn: ContinuousClock.Instant = .now
        var lineIsOpen = false
    }

    private let isTerminal: Bool
    private let state = Mutex(State())

    init(isTerminal: Bool = isatty(STDERR_FILENO) == 1) {
        self.isTerminal = isTerminal
    }

    @Sendable func handle(_ event: ProgressEvent) {
        state.withLock { state in
            switch event {
            case .began(let stage): begin(stage, &state)
            case .advanced(let stage, let done, let total, let unit): advance(stage, done, total, unit, &state)
            case .ended(let report): end(report, &state)
            }
        }
    }

    private func begin(_ stage: String, _ state: inout State) {
        state.began = .now
        state.drawn = .now
        guard isTerminal else { return write(#"{"event":"began","stage":"\#(stage)"}"# + "\n") }
        redraw("\(padded(stage)) …", &state)
    }

    private func advance(_ stage: String, _ done: Int, _ total: Int, _ unit: String, _ state: inout State) {
        guard ContinuousClock.now - state.drawn > .milliseconds(isTerminal ? 100 : 1000), total > 0 else { return }
        state.drawn = .now
        let seconds = (ContinuousClock.now - state.began) / .seconds(1)
        let rate = Double(done) / max(seconds, 1e-3)
        let left = Double(max(0, total - done)) / max(rate, 1e-9)
        guard isTerminal else {
            return write(
                #"{"event":"advanced","stage":"\#(stage)","done":\#(done),"total":\#(total),"unit":"\#(unit)","#
                    + #""per_second":\#(Int(rate)),"seconds_left":\#(Int(left.rounded(.up)))}"# + "\n")
        }
        let filled = min(20, 20 * done / total)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        redraw(
            "\(padded(stage)) \(bar) \(Figure.count(done)) \(unit), \(Figure.count(Int(rate)))/s, "
                + "\(Int(left.rounded(.up))) s left", &state)
    }

    private func end(_ report: StageReport, _ state: inout State) {
        guard isTerminal else {
            return write(
                #"{"event":"ended","stage":"\#(report.name)","outcome":"\#(report.outcome.rawValue)","#
                    + #""rows_in":\#(report.rowsIn),"rows_out":\#(report.rowsOut),"#
                    + #""seconds":\#(report.seconds),"peak_mib":\#(report.peakMebibytes)}"# + "\n")
        }
        let seconds = Figure.decimal(report.seconds, 2)
        let rate = Figure.count(Int(Double(report.rowsIn) / max(report.seconds, 1e-3)))
        redraw(
            "\(padded(report.name)) \(report.outcome.rawValue), \(Figure.count(report.rowsIn)) rows in, "
                + "\(Figure.count(report.rowsOut)) out, \(seconds) s, \(rate)/s", &state)
        write("\n")
        state.lineIsOpen = false
    }

    private func padded(_ stage: String) -> String {
        stage + String(repeating: " ", count: max(0, 9 - stage.count))
    }

    private func redraw(_ line: String, _ state: inout State) {
        write("\r\u{1B}[K" + line)
        state.lineIsOpen = true
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
