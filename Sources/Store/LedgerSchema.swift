/// The steps of the ledger from one version of its schema to the next.
package enum LedgerSchema {
    /// Every step there has been, the first one from nothing to version 1: never changed, only followed.
    package static let steps = [version1, version2, version3]

    /// Version 1.
    ///
    /// Instants are microseconds since 1970 in UTC. `runs.number` counts the runs as they began; other tables refer to it.
    /// `runs.previous` is the run that was current before: so a published run knows the line of runs that it stands in,
    /// and a run that was rolled back stands in no line of the runs after it.
    private static let version1 = """
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL,
            as_of INTEGER,
            started INTEGER NOT NULL,
            finished INTEGER,
            reason TEXT,
            totals TEXT,
            code_version TEXT NOT NULL,
            input_digest TEXT,
            config_digest TEXT,
            previous INTEGER REFERENCES runs (number),
            has_files INTEGER NOT NULL DEFAULT 1
        );
        CREATE TABLE current (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            run INTEGER NOT NULL REFERENCES runs (number),
            since INTEGER NOT NULL
        );
        CREATE TABLE stages (
            run INTEGER NOT NULL REFERENCES runs (number),
            stage TEXT NOT NULL,
            digest TEXT,
            reused_from INTEGER REFERENCES runs (number),
            PRIMARY KEY (run, stage)
        ) WITHOUT ROWID;
        CREATE TABLE models (
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            path TEXT NOT NULL,
            is_champion INTEGER NOT NULL,
            metrics TEXT NOT NULL,
            as_of INTEGER NOT NULL,
            PRIMARY KEY (name, version)
        ) WITHOUT ROWID;
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES runs (number),
            as_of INTEGER NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE TABLE history_frames (
            run INTEGER PRIMARY KEY REFERENCES runs (number),
            as_of INTEGER NOT NULL,
            layout TEXT NOT NULL
        );
        CREATE TABLE customer_history (
            run INTEGER NOT NULL,
            customer_id TEXT NOT NULL,
            dominant BLOB NOT NULL,
            memberships BLOB NOT NULL,
            ltv REAL,
            churn REAL,
            PRIMARY KEY (run, customer_id)
        ) WITHOUT ROWID;
        """

    /// Version 2: what runs predicted, and what became of it.
    ///
    /// `run` is the run that predicted, `scored_by` the one that held it against what happened.
    private static let version2 = """
        CREATE TABLE prediction_frames (
            run INTEGER NOT NULL REFERENCES runs (number),
            horizon_months INTEGER NOT NULL,
            as_of INTEGER NOT NULL,
            discount_rate REAL NOT NULL,
            PRIMARY KEY (run, horizon_months)
        ) WITHOUT ROWID;
        CREATE TABLE predictions (
            run INTEGER NOT NULL,
            horizon_months INTEGER NOT NULL,
            customer_id TEXT NOT NULL,
            expected REAL NOT NULL,
            lower REAL NOT NULL,
            upper REAL NOT NULL,
            expected_orders REAL NOT NULL,
            PRIMARY KEY (run, horizon_months, customer_id)
        ) WITHOUT ROWID;
        CREATE TABLE prediction_scores (
            run INTEGER NOT NULL REFERENCES runs (number),
            horizon_months INTEGER NOT NULL,
            scored_by INTEGER NOT NULL REFERENCES runs (number),
            summary TEXT NOT NULL,
            PRIMARY KEY (run, horizon_months, scored_by)
        ) WITHOUT ROWID;
        CREATE TABLE prediction_outcomes (
            scored_by INTEGER NOT NULL,
            run INTEGER NOT NULL,
            horizon_months INTEGER NOT NULL,
            customer_id TEXT NOT NULL,
            expected REAL NOT NULL,
            lower REAL NOT NULL,
            upper REAL NOT NULL,
            expected_orders REAL NOT NULL,
            actual REAL,
            actual_orders REAL,
            PRIMARY KEY (scored_by, run, horizon_months, customer_id)
        ) WITHOUT ROWID;
        """

    /// Version 3: how champions came to be.
    ///
    /// `after_run` is the last published run at the time. A choice by hand holds until a later one is published.
    private static let version3 = """
        CREATE TABLE model_choices (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            replaced INTEGER,
            kind TEXT NOT NULL,
            chosen INTEGER NOT NULL,
            after_run INTEGER NOT NULL
        );
        """
}
