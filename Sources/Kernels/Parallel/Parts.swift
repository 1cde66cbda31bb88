import Dispatch

/// Runs `body` once for every part, on up to `jobs` threads.
///
/// The parts are cut by the caller and do not depend on `jobs`; a part writes to a place of its own, and the caller
/// joins the parts in their order, so that the result has the same bytes for any number of threads.
///
/// - Parameters:
///   - count: the number of parts.
///   - jobs: the number of threads, ≥ 1.
///   - body: gets the job's number, for scratch memory, and the part's number.
func forEachPart(_ count: Int, jobs: Int, _ body: (_ job: Int, _ part: Int) -> Void) {
    let jobs = max(1, min(jobs, count))
    guard jobs > 1 else {
        for part in 0..<count { body(0, part) }
        return
    }
    withoutActuallyEscaping(body) { body in
        // Safe: the call ends after every part, and no two parts share what they write.
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: jobs) { job in
            for part in stride(from: job, to: count, by: jobs) { body(job, part) }
        }
    }
}

/// What `body` gives for every part, in the order of the parts, computed on up to `jobs` threads.
func inParts<Result>(_ count: Int, jobs: Int, _ body: (_ part: Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, initialized in
        guard let start = results.baseAddress else { return }
        forEachPart(count, jobs: jobs) { _, part in (start + part).initialize(to: body(part)) }
        initialized = count
    }
}
