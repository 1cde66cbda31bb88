internal import Hummingbird
internal import NIOCore

/// What is known of a request beside what it says: where it came from.
struct ServedContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The other side's address, without its port.
    var address: String { channel.remoteAddress?.ipAddress ?? "unknown" }
}
