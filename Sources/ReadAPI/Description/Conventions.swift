/// What holds for every endpoint, in words.
enum Conventions {
    static let sentences = [
        "Every answer comes from one published run and names it; nothing is computed that a run should have computed.",
        "Give your key as X-API-Key, or as Authorization: Bearer. A key belongs to one tenant and has its own number of requests a minute.",
        "Errors are {\"error\": {\"code\", \"message\", \"details\"}}; 422 names the field in details.field.",
        "Lists take limit (50 unless given, 500 at most) and cursor: next_cursor of the page before. A list stays with the "
            + "run that it began with. With Accept: text/csv a list is answered whole, as it is read.",
        "Bodies hold up to 1 MiB. Requests that compute have a queue of 16; beyond it, and where the store is away, 503 comes with "
            + "Retry-After. A parameter that nothing knows is passed over and named in X-Quimbi-Ignored.",
        "X-Quimbi-Run: RUN reads from a run that is still kept. Answers carry an ETag; If-None-Match gives 304.",
        "Instants are ISO 8601 in UTC; money is a number in the reporting currency, rounded to its minor unit. "
            + "What was not observed or not computed is null.",
        "Other than clients of the first description expect: a missing or wrong key is 401, not 403; an unknown customer is 404 with a "
            + "code, not 200 with an error; what is not known is null with the reason, not a made-up 0.5; intervals come from a "
            + "simulation, not from a fixed share; an answer is held by its ETag, not for a fixed time.",
    ]

    static let text = sentences.joined(separator: "\n\n")

    static let headers: [(String, String)] = [
        ("ETag", "Names what is answered; the same until another run is published."),
        ("X-Correlation-ID", "The request's own, or one that was made for it; it stands in the log."),
        ("X-Quimbi-Run", "The run that the answer comes from."),
        ("X-Quimbi-As-Of", "Up to which instant its data count."),
        ("X-Quimbi-Age", "Whole seconds since it was published."),
        ("X-Quimbi-Data-Age", "Whole seconds since X-Quimbi-As-Of: how old the data are, not the run."),
        (
            "X-Quimbi-Freshness",
            "current; superseded: a newer run is served; held_back or failed: what became of a later run; old: no run has "
                + "been published for too long."
        ),
        ("X-Quimbi-Ignored", "Parameters of the query that mean nothing here."),
        ("X-RateLimit-Limit", "Requests a minute that the key may make."),
        ("X-RateLimit-Remaining", "How many of them are left in this minute."),
        ("X-RateLimit-Reset", "When the minute ends, in seconds since 1970."),
    ]
}
