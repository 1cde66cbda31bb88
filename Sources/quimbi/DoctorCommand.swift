import ArgumentParser
import Pipeline

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check the installation and a pipeline, and say what to fix.")

    @Argument(help: "Pipeline file.", completion: .file(extensions: ["yaml"]))
    var pipeline = "pipelines/nightly.yaml"

    @Flag(help: "Read every table, report and model, and hold them against the digests of what was written.")
    var deep = false

    func run() throws {
        let findings = Doctor(pipelineFile: pipeline, isDeep: deep).examine()
        for finding in findings {
            print("\(finding.isWell ? "ok  " : "FIX ") \(finding.subject): \(finding.found)")
            if let remedy = finding.remedy { print("       \(remedy)") }
        }
        guard findings.allSatisfy(\.isWell) else { throw ExitCode(1) }
    }
}
