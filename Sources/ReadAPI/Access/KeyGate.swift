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
    private let wrongKeys: WrongKeys
    private let start = ContinuousClock.now
    /// By key id; there are never more than valid keys.
    private let windows = Mutex<[String: RateWindows]>([:])

    init(_ keys: KeyStore, wrongKeys: WrongKeys, clock: @escaping @Sendable () -> Instant) {
        self.keys = keys
        self.wrongKeys = wrongKeys
        self.clock = clock
    }

    /// Lets a request in, by what its header `X-API-Key` holds, or throws 401, 429 or 403, in this order.
    func admit(_ text: String?, from address: String, to access: Route.Access) throws -> Pass {
        guard case .key(let scope) = access else { return Pass() }
        let now = clock()
        guard let text else { throw Self.noKey }
        let key = text.utf8.count <= Self.longestKey ? try keys.verify(text, at: now) : nil
        if let seconds = wrongKeys.judge(key?.id, from: address, at: .now) { throw Self.tooManyWrong(seconds) }
        guard let key else { throw Self.noKey }
        let headers = try countRequest(of: key, at: now)
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

    private static let noKey = APIError(.invalidAPIKey, "the header X-API-Key holds no key that is valid here")

    private static func tooManyWrong(_ seconds: Int) -> APIError {
        APIError(
            .rateLimitExceeded,
            "too many wrong keys came from this address; it is not listened to before Retry-After has passed",
            headers: [.retryAfter: String(seconds)])
    }

    private func countRequest(of key: APIKey, at now: Instant) throws(APIError) -> HTTPFields {
        guard let allowance = Allowance(rate: key.rate) else { return [:] }
        let seconds = start.duration(to: .now) / .seconds(1)
        let verdict = windows.withLock { windows in
            windows[key.id, default: RateWindows(allowance)].take(at: seconds)
        }
        let reset = now.microseconds / Instant.microsecondsPerSecond + Int64(verdict.secondsToReset)
        var headers: HTTPFields = [
            .rateLimit: String(verdict.limit), .rateLimitRemaining: String(verdict.remaining),
            .rateLimitReset: String(reset),
        ]
        guard !verdict.isAllowed else { return headers }
        headers[.retryAfter] = String(verdict.secondsToReset)
        throw APIError(
            .rateLimitExceeded,
            "the key has used up its \(verdict.limit) requests; come back when Retry-After has passed",
            headers: headers)
    }
}
