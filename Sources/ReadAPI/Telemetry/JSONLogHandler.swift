internal import Domain
internal import Foundation
package import Logging

/// Writes one JSON object a line to standard error: time, level, message and the metadata as members of their own.
package struct JSONLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata = Logger.Metadata()
    private let label: String

    package init(label: String) {
        self.label = label
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        LogStream.standardError.append(Self.line(event, at: now, label: label, metadata: metadata))
    }

    /// The line of an event; what the event carries goes before what the logger does.
    private static func line(_ event: LogEvent, at now: Instant, label: String, metadata: Logger.Metadata) -> [UInt8] {
        var members = [
            ("time", now.description), ("level", event.level.rawValue), ("logger", label),
            ("message", event.message.description),
        ]
        let given = event.metadata ?? [:]
        members += given.map { ($0.key, $0.value.description) }
        members += metadata.filter { given[$0.key] == nil }.map { ($0.key, $0.value.description) }
        var text = JSONText()
        text.beginObject()
        for (key, value) in members.sorted(by: { $0.0 < $1.0 }) {
            text.key(key)
            text.value(value)
        }
        text.endObject()
        return text.bytes + [UInt8(ascii: "\n")]
    }
}
