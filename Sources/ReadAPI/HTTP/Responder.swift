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
    let metrics: ServerMetrics
    let logger: Logger
    /// Seconds for which a client may hold an answer without asking again.
    let maxAge: Int

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let start = ContinuousClock.now
        let correlation = CorrelationID(given: request.headers[.correlationID])
        let incoming = try await Incoming(reading: request)
        let (name, answer) = try await runs.store.perform { _ in reply(to: incoming, correlation) }
        var response = answer.response(isHead: incoming.method == .head)
        response.headers[.correlationID] = correlation.text
        let elapsed = start.duration(to: .now)
        metrics.record(route: name, status: response.status.code, seconds: elapsed / .seconds(1))
        logger.info(
            "request",
            metadata: [
                "route": "\(name)", "status": "\(response.status.code)",
                "milliseconds": "\(elapsed / .milliseconds(1))",
                "correlation_id": "\(correlation.text)",
            ])
        return response
    }

    /// The answer to a request, with the name of its route, which repeats nothing that the client chose; blocks.
    func reply(to incoming: Incoming, _ correlation: CorrelationID) -> (route: String, answer: Answer) {
        do {
            let (route, path) = try routes.find(incoming.method, path: incoming.path)
            do {
                let pass = try gate.admit(incoming.headers[.apiKey], to: route.access)
                var answer = reporting(correlation) { try handle(incoming, by: route, path) }
                for field in pass.headers { answer.headers[field.name] = field.value }
                return (route.name, answer)
            } catch {
                return (route.name, reporting(correlation) { throw error })
            }
        } catch {
            return ("none", Answer(error))
        }
    }

    private func handle(_ incoming: Incoming, by route: Route, _ path: [String: Substring]) throws -> Answer {
        let call = try Call(incoming, by: route, path)
        switch route.handler {
        case .live(let handler): return try handler(call)
        case .published(let handler):
            let run = try runs.run(for: call)
            let isCacheable = route.method == .get
            let headers: HTTPFields =
                isCacheable
                ? [.eTag: run.tag, .cacheControl: "private, max-age=\(maxAge)"] : [.cacheControl: "no-store"]
            if isCacheable, call.holds(tag: run.tag) { return .notModified(headers) }
            var answer = try handler(call, run)
            for field in headers { answer.headers[field.name] = field.value }
            return answer
        }
    }

    /// The answer of `body`, or the one to what it throws; what is ours to mend is logged under the correlation id.
    private func reporting(_ correlation: CorrelationID, _ body: () throws -> Answer) -> Answer {
        do {
            return try body()
        } catch let error as APIError {
            return Answer(error)
        } catch let error as StoreError {
            guard error.code != .nothingPublished else {
                return Answer(APIError(.serviceUnavailable, "nothing is published yet"))
            }
            metrics.recordStoreError(code: error.code.rawValue)
            logger.error(
                "store", metadata: ["code": "\(error.code.rawValue)", "correlation_id": "\(correlation.text)"])
            return Answer(APIError(.serviceUnavailable, "the store cannot answer at the moment; try again later"))
        } catch {
            logger.error(
                "failure", metadata: ["type": "\(type(of: error))", "correlation_id": "\(correlation.text)"])
            return Answer(APIError(.internalError, "something went wrong here; the correlation id names this request"))
        }
    }
}

extension Call {
    /// Checks a request against what its route declares.
    ///
    /// - Throws: 400, 413, 415 or 422.
    fileprivate init(_ incoming: Incoming, by route: Route, _ path: [String: Substring]) throws(APIError) {
        query = try FieldValues(query: incoming.query, route.query)
        for (name, text) in path {
            guard let value = percentDecoded(text) else {
                throw APIError(.badRequest, "the path is not percent-encoded UTF-8")
            }
            self.path[name] = value
        }
        accept = incoming.headers[.accept] ?? accept
        ifNoneMatch = incoming.headers[.ifNoneMatch]
        guard route.takesBody else { return }
        body = try FieldValues(body: try incoming.body.get(), route.body)
    }
}
