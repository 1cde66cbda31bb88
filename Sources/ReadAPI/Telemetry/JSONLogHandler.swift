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
        let line = Self.line(event, at: now, label: label, metadata: metadata)
        FileHandle.standardError.write(Data(line + [UInt8(ascii: "\n")]))
    }

    /// The line of an event, without its end; what the event carries goes before what the logger does.
    static func line(
        _ event: LogEvent, at now: Instant, label: String, metadata: Logger.Metadata
    ) -> [UInt8] {
        var members: [String: JSON] = metadata.mapValues { JSON.text($0.description) }
        for (key, value) in event.metadata ?? [:] { members[key] = .text(value.description) }
        members["time"] = JSON(now)
        members["level"] = .text(event.level.rawValue)
        members["logger"] = .text(label)
        members["message"] = .text(event.message.description)
        return JSON.object(members.map { JSON.Member(key: $0.key, value: $0.value) }).bytes
    }
}
