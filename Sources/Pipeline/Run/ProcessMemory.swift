internal import Foundation

/// What the process holds, as the system counts it.
package enum ProcessMemory {
    /// The most memory that was resident at once so far, in MiB; 0 where the system does not tell.
    package static var peakMebibytes: Double {
        guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let fields = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }) ?? []
        let kibibytes = fields.dropFirst().first.flatMap { Double($0) } ?? 0
        return kibibytes / 1024
    }
}
