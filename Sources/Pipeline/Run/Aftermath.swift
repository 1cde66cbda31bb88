internal import Store

/// What is left to do once a run has ended: copies for people, and tidying up.
///
/// None of it changes what the run is: what fails becomes a warning of a run that ended well, and the next one does it.
enum Aftermath {
    struct Step {
        let name: String
        let body: () throws -> Void

        init(_ name: String, _ body: @escaping () throws -> Void) {
            (self.name, self.body) = (name, body)
        }
    }

    /// The outcome with a warning for every step that failed.
    static func of(_ outcome: RunOutcome, _ steps: [Step]) -> RunOutcome {
        var outcome = outcome
        for step in steps {
            do {
                try step.body()
            } catch {
                let reason = RunError(describing: error)?.description ?? "\(type(of: error))"
                let state = outcome.state == .published ? "published" : "held back"
                outcome.warnings.append(
                    "run \(outcome.run) is \(state), and it failed to \(step.name): \(reason); the next run does it")
            }
        }
        return outcome
    }
}
