internal import Domain
internal import HTTPTypes
internal import Store
internal import Synchronization

/// Lets requests in that carry a valid key, of a scope that is wide enough, within its rate.
///
/// The keys are those of the tenant that is served: another tenant's key is as unknown as one that was made up. A revoked
/// key is refused from the next request on. Blocks on the disk.
final class KeyGate: Sendable {
    /// What a request was let in with.
    struct Pass: Sendable {
        /// What the key's owner is told beside the answer.
        var headers = HTTPFields()
        /// The key's text, for asking again while an answer lasts; `nil` where no key is needed.
        var text: String?
    }

    /// The longest text that is looked at as a key.
    private static let longestKey = 256

    private let keys: KeyStore
    private let clock: @Sendable () -> Instant
    /// Measures minutes: it only goes forward.
    private let uptime: @Sendable () -> ContinuousClock.Instant
    private let wrongKeys: WrongKeys
    private let start: ContinuousClock.Instant
    /// By key id; there are never more than valid keys.
    private let windows = Mutex<[String: RateWindow]>([:])

    init(
        _ keys: KeyStore, wrongKeys: WrongKeys, clock: @escaping @Sendable () -> Instant,
        uptime: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        (self.keys, self.wrongKeys, self.clock, self.uptime) = (keys, wrongKeys, clock, uptime)
        start = uptime()
    }

    /// The key that a text is; throws 401, or 429 where too many wrong ones came from the address.
    func identify(_ text: String?, from address: String) throws -> APIKey {
        let now = clock()
        guard let text else { throw Self.noKey }
        guard let key = text.utf8.count <= Self.longestKey ? try keys.verify(text, at: now) : nil else {
            throw wrongKeys.count(from: address, at: uptime()).map(Self.tooManyWrong) ?? Self.noKey
        }
        return key
    }

    /// Counts a request of a key and lets it in; throws 429 or 403, in this order.
    func admit(_ key: APIKey, text: String?, to scope: APIKey.Scope) throws(APIError) -> Pass {
        let headers = try countRequest(of: key, at: clock())
        guard key.scope == .admin || key.scope == scope else {
            throw APIError(.insufficientPermissions, "this endpoint needs a key of scope admin", headers: headers)
        }
        return Pass(headers: headers, text: text)
    }

    /// Whether the key of a pass is still valid.
    func isStillValid(_ pass: Pass) throws -> Bool {
        guard let text = pass.text else { return true }
        return try keys.verify(text, at: clock()) != nil
    }

    private static let noKey = APIError(
        .invalidAPIKey, "the header X-API-Key holds no key that is valid here, and neither does Authorization: Bearer")

    private static func tooManyWrong(_ seconds: Int) -> APIError {
        APIError(
            .rateLimitExceeded,
            "this address has sent too many wrong keys; check the key and try again after Retry-After seconds",
            headers: [.retryAfter: String(seconds)])
    }

    private func countRequest(of key: APIKey, at now: Instant) throws(APIError) -> HTTPFields {
        guard let unused = RateWindow(rate: key.rate) else { return [:] }
        let seconds = start.duration(to: uptime()) / .seconds(1)
        let verdict = windows.withLock { windows in windows[key.id, default: unused].take(at: seconds) }
        let reset = now.microseconds / Instant.microsecondsPerSecond + Int64(verdict.secondsToReset)
        var headers: HTTPFields = [
            .rateLimit: String(verdict.limit), .rateLimitRemaining: String(verdict.remaining),
            .rateLimitReset: String(reset),
        ]
        guard !verdict.isAllowed else { return headers }
        headers[.retryAfter] = String(verdict.secondsToReset)
        throw APIError(
            .rateLimitExceeded,
            "the key has used its \(verdict.limit) requests of this minute; try again after Retry-After seconds",
            headers: headers)
    }
}
