internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Store

/// Takes a request to its route and back.
///
/// What can be told from the request alone comes first, then the key, then the rest: a body is judged last. Everything from
/// the key to the answer reads SQLite and files, so it runs as one piece on a thread that may block.
struct Responder: HTTPResponder {
    let routes: RouteTable
    let gate: KeyGate
    let runs: PublishedRuns
    let freshness: FreshnessWatch
    let origins: OriginList
    let metrics: ServerMetrics
    let logger: Logger
    /// Seconds for which a client may hold an answer without asking again.
    let maxAge: Int

    /// Seconds after which a client may ask again whom the store could not answer.
    private static let retrySeconds = 5

    func respond(to request: Request, context: ServedContext) async throws -> Response {
        let start = ContinuousClock.now
        let correlation = CorrelationID(given: request.headers[.correlationID])
        let incoming = try await Incoming(reading: request, from: context.address)
        let (name, given) = try await runs.store.perform { _ in reply(to: incoming, correlation) }
        var answer = await finished(given, correlation)
        answer.headers[.correlationID] = correlation.text
        SecurityHeaders.add(to: &answer.headers)
        origins.add(to: &answer.headers, for: incoming.headers[.origin])
        let elapsed = start.duration(to: .now)
        metrics.record(route: name, status: answer.status.code, seconds: elapsed / .seconds(1))
        log(name, answer.status.code, elapsed, correlation)
        return answer.response(
            isHead: incoming.method == .head, endsConnection: incoming.endsConnection, on: runs.store)
    }

    /// What the blocking part comes to: an answer, or one that takes its time.
    enum Reply: Sendable {
        case ready(Answer)
        case waiting(headers: HTTPFields, @Sendable () async throws -> Answer)
    }

    /// The reply to a request, with the name of its route, which repeats nothing that the client chose; blocks.
    func reply(to incoming: Incoming, _ correlation: CorrelationID) -> (route: String, reply: Reply) {
        if let preflight = origins.preflight(incoming, routes) { return ("preflight", .ready(preflight)) }
        do {
            let (route, path) = try routes.find(incoming.method, path: incoming.path)
            do {
                let pass = try gate.admit(incoming.headers[.apiKey], from: incoming.address, to: route.access)
                return (route.name, reply(to: incoming, route, path, pass, correlation))
            } catch {
                return (route.name, .ready(refusal(error, correlation)))
            }
        } catch {
            return ("none", .ready(Answer(error)))
        }
    }

    private func reply(
        to incoming: Incoming, _ route: Route, _ path: [String: Substring], _ pass: KeyGate.Pass,
        _ correlation: CorrelationID
    ) -> Reply {
        do {
            let call = try Call(incoming, by: route, path, pass)
            if case .waiting(let handler) = route.handler {
                return .waiting(headers: pass.headers) { try await handler(call) }
            }
            let answer = try answer(call, by: route).adding(pass.headers)
            return .ready(answer.packed(for: incoming.headers[.acceptEncoding]))
        } catch {
            return .ready(refusal(error, correlation).adding(pass.headers))
        }
    }

    private func answer(_ call: Call, by route: Route) throws -> Answer {
        switch route.handler {
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

    private func log(_ route: String, _ status: Int, _ elapsed: Duration, _ correlation: CorrelationID) {
        logger.info(
            "request",
            metadata: [
                "route": "\(route)", "status": "\(status)", "milliseconds": "\(elapsed / .milliseconds(1))",
                "correlation_id": "\(correlation.text)",
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
