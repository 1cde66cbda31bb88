import ArgumentParser
import Foundation
import Pipeline
import Store

/// The program: commands parse and print, other rooms compute.
@main
struct Quimbi: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quimbi",
        abstract: "Batch analytics and segmentation for shops and their support desks.",
        version: CodeVersion.number,
        subcommands: [
            RunCommand.self, PlanCommand.self, ValidateCommand.self, InitCommand.self, ReconcileCommand.self,
            GenerateCommand.self, ReportCommand.self,
            CustomerCommand.self, RunsCommand.self, ModelsCommand.self, QuarantineCommand.self, ServeCommand.self,
            KeysCommand.self, MigrateCommand.self, BacktestCommand.self, DoctorCommand.self,
        ])

    static func main() async {
        PrivateFiles.begin()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: Failure.described(error))
        }
    }
}

/// Turns what went wrong into one sentence on standard error and an exit code.
enum Failure {
    /// Help and the like pass; anything else becomes a message with its exit code.
    static func described(_ error: any Error) -> any Error {
        if let failure = RunError(describing: error) {
            Terminal.complain("quimbi: \(failure.description)")
            return ExitCode(failure.code.rawValue)
        }
        // The parser's own code for a command that makes no sense is 64; ours is 2.
        guard Quimbi.exitCode(for: error) == .validationFailure else { return error }
        Terminal.complain(Quimbi.fullMessage(for: error))
        return ExitCode(RunError.Code.usage.rawValue)
    }
}
