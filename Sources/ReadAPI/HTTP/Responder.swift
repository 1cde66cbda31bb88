internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Store

/// Takes a request to its route and back.
///
/// What can be told from the request alone comes first, then the key, then the rest: a body is judged last. Everything from
/// the key to the answer reads SQLite and files, so it runs on a thread that may block; see ``Lanes``.
struct Responder: HTTPResponder {
    let routes: RouteTable
    let gate: KeyGate
    let runs: PublishedRuns
    let lanes = Lanes()
    let bodies = BodyBudget()
    let freshness: FreshnessWatch
    let origins: OriginList
    let proxies: TrustedProxies
    let metrics: ServerMetrics
    let logger: Logger
    /// Seconds for which a client may hold an answer without asking again.
    let maxAge: Int

    /// Seconds after which a client may ask again whom the store could not answer.
    private static let retrySeconds = 5

    func respond(to request: Request, context: ServedContext) async throws -> Response {
        let start = ContinuousClock.now
        let correlation = CorrelationID(given: request.headers[.correlationID])
        let address = proxies.client(of: context.address, request.headers)
        let incoming = try await Incoming(reading: request, from: address, within: bodies)
        let (name, keyID, given) = await reply(to: incoming, correlation)
        var answer = await finished(given, correlation)
        answer.headers[.correlationID] = correlation.text
        SecurityHeaders.add(to: &answer.headers)
        origins.add(to: &answer.headers, for: incoming.headers[.origin])
        let elapsed = start.duration(to: .now)
        metrics.record(route: name, status: answer.status.code, seconds: elapsed / .seconds(1))
        log(name, keyID, answer.status.code, elapsed, correlation)
        return answer.response(
            isHead: incoming.method == .head, endsConnection: incoming.endsConnection, on: runs.store)
    }

    /// What entering comes to: an answer, or one that takes its time.
    private enum Reply: Sendable {
        case ready(Answer)
        case waiting(headers: HTTPFields, @Sendable () async throws -> Answer)
    }

    /// The reply to a request, with the name of its route, which repeats nothing that the client chose, and the id of its key.
    private func reply(
        to incoming: Incoming, _ correlation: CorrelationID
    ) async -> (route: String, keyID: String?, reply: Reply) {
        if let preflight = origins.preflight(incoming, routes) { return ("preflight", nil, .ready(preflight)) }
        do {
            let (route, path) = try routes.find(incoming.method, path: incoming.path)
            let (keyID, reply) = await reply(to: incoming, route, path, correlation)
            return (route.name, keyID, reply)
        } catch {
            return ("none", nil, .ready(Answer(error)))
        }
    }

    private func reply(
        to incoming: Incoming, _ route: Route, _ path: [String: Substring], _ correlation: CorrelationID
    ) async -> (keyID: String?, reply: Reply) {
        if case .immediate(let answer) = route.handler { return (nil, .ready(answer)) }
        do {
            return try await lanes.entry(of: route).run { enter(incoming, route, path, correlation) }
        } catch {
            return (nil, .ready(refusal(error, correlation)))
        }
    }

    /// Lets a request in by its key, then answers it or says how it will be; blocks.
    private func enter(
        _ incoming: Incoming, _ route: Route, _ path: [String: Substring], _ correlation: CorrelationID
    ) -> (keyID: String?, reply: Reply) {
        guard case .key(let scope) = route.access else {
            return (nil, reply(to: incoming, route, path, KeyGate.Pass(), correlation))
        }
        var keyID: String?
        do {
            let key = try gate.identify(incoming.keyText, from: incoming.address)
            keyID = key.id
            let pass = try gate.admit(key, text: incoming.keyText, to: scope)
            return (keyID, reply(to: incoming, route, path, pass, correlation))
        } catch {
            return (keyID, .ready(refusal(error, correlation)))
        }
    }

    private func reply(
        to incoming: Incoming, _ route: Route, _ path: [String: Substring], _ pass: KeyGate.Pass,
        _ correlation: CorrelationID
    ) -> Reply {
        let answer: @Sendable () throws -> Answer = { try self.answer(incoming, by: route, path, pass) }
        do {
            if case .waiting(let handler) = route.handler {
                let call = try Call(incoming, by: route, path, pass, filters: routes.filters)
                return .waiting(headers: pass.headers) { try await handler(call) }
            }
            if let lane = lanes.rest(of: route, bodyCount: incoming.bodyCount) {
                return .waiting(headers: pass.headers) { try await lane.run(answer) }
            }
            return .ready(try answer().adding(pass.headers))
        } catch {
            return .ready(refusal(error, correlation).adding(pass.headers))
        }
    }

    /// The answer to a request that was let in; blocks.
    private func answer(
        _ incoming: Incoming, by route: Route, _ path: [String: Substring], _ pass: KeyGate.Pass
    ) throws -> Answer {
        let call = try Call(incoming, by: route, path, pass, filters: routes.filters)
        return try answer(call, by: route).adding(call.notes).packed(for: incoming.headers[.acceptEncoding])
    }

    private func answer(_ call: Call, by route: Route) throws -> Answer {
        switch route.handler {
        case .immediate(let answer): return answer
        case .live(let handler): return try handler(call)
        case .waiting: preconditionFailure("\(route.name) does not block")
        case .published(let handler): return try answer(call, by: route, from: runs.run(for: call), handler)
        case .list(let member, let page):
            let list = ListAnswer(route: route, member: member, page: page)
            return try answer(call, by: route, from: runs.run(for: call), list.answer)
        }
    }

    /// An answer from a run, which says how fresh it is, as a refusal does; or 304.
    private func answer(
        _ call: Call, by route: Route, from run: PublishedRun, _ handler: (Call, PublishedRun) throws -> Answer
    ) throws -> Answer {
        let marks = try freshness.headers(of: run)
        do {
            guard route.method == .get else { return try handler(call, run).adding(marks) }
            let tag = run.tag(of: try call.preferredType(of: route.offeredTypes))
            let held = call.heldTag(of: tag)
            let answer = try held == nil ? handler(call, run) : Answer(status: .notModified)
            return answer.adding(marks).adding([
                .eTag: held ?? tag, .cacheControl: "private, max-age=\(maxAge)",
                .vary: "Accept, Accept-Encoding, X-API-Key, X-Quimbi-Run",
            ])
        } catch let error as APIError {
            throw error.adding(marks)
        }
    }

    private func finished(_ reply: Reply, _ correlation: CorrelationID) async -> Answer {
        switch reply {
        case .ready(let answer): return answer
        case .waiting(let headers, let work):
            do {
                return try await work().adding(headers)
            } catch {
                return refusal(error, correlation).adding(headers)
            }
        }
    }

    /// The answer to what was thrown; what is ours to mend is logged under the correlation id.
    private func refusal(_ error: any Error, _ correlation: CorrelationID) -> Answer {
        switch error {
        case let error as APIError: return Answer(error)
        case is ReaderQueues.Full: return Answer(APIError.busy)
        case let error as StoreError where error.code == .nothingPublished:
            return Answer(APIError(.serviceUnavailable, "nothing is published yet"))
        case let error as StoreError where error.code == .missingTable:
            return Answer(
                APIError(.serviceUnavailable, "the published run has no such table; the next whole run will"))
        case let error as StoreError:
            metrics.recordStoreError(code: error.code.rawValue)
            logger.error(
                "store", metadata: ["code": "\(error.code.rawValue)", "correlation_id": "\(correlation.text)"])
            return Answer(
                APIError(
                    .serviceUnavailable, "the store cannot answer at the moment; try again later",
                    headers: [.retryAfter: "\(Self.retrySeconds)"]))
        default:
            logger.error(
                "failure", metadata: ["type": "\(type(of: error))", "correlation_id": "\(correlation.text)"])
            return Answer(APIError(.internalError, "something went wrong here; the correlation id names this request"))
        }
    }

    /// One line a request: what was asked, by which key, and how it went; never a key, an address or a customer.
    private func log(
        _ route: String, _ keyID: String?, _ status: Int, _ elapsed: Duration, _ correlation: CorrelationID
    ) {
        logger.info(
            "request",
            metadata: [
                "route": "\(route)", "key": "\(keyID ?? "none")", "status": "\(status)",
                "milliseconds": "\(elapsed / .milliseconds(1))", "correlation_id": "\(correlation.text)",
            ])
    }
}

extension Answer {
    /// The same with more headers, which go before its own.
    fileprivate func adding(_ more: HTTPFields) -> Answer {
        var answer = self
        for field in more { answer.headers[field.name] = field.value }
        return answer
    }
}

extension APIError {
    /// The same with more headers.
    fileprivate func adding(_ more: HTTPFields) -> APIError {
        var error = self
        for field in more { error.headers[field.name] = field.value }
        return error
    }
}

extension Call {
    /// The tag that the client holds of this representation, plain or packed; `nil` where it holds none.
    fileprivate func heldTag(of tag: String) -> String? {
        guard headers[.ifNoneMatch] != nil else { return nil }
        return [tag, tag.dropLast() + #".gzip""#].first(where: holds)
    }
}
