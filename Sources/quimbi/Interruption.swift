import Dispatch
import Foundation
import Pipeline

/// Ctrl-C and a polite kill: a run that ends in the middle leaves what is published as it was, so it may end at once.
enum Interruption {
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

    /// Call once, before any work begins.
    static func install() {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                FileHandle.standardError.write(
                    Data(
                        "\nquimbi: interrupted; what is published stays as it was, and the next run starts over\n".utf8)
                )
                _exit(RunError.Code.interrupted.rawValue)
            }
            source.resume()
            sources.append(source)
        }
    }
}
