import Foundation
import Testing

/// A short run of the fuzzer, whose inputs are the same every time; `make fuzz` goes on for longer.
struct FuzzTests {
    @Test func `no input of the short run ends, stops or confuses the engine`() throws {
        let tests = try #require(Bundle.main.executableURL)
        let fuzzer = tests.deletingLastPathComponent().appending(path: "Fuzz")
        try #require(
            FileManager.default.isExecutableFile(atPath: fuzzer.path()),
            "\(fuzzer.path()) is not built; `make test` builds it first")
        let (process, output) = (Process(), Pipe())
        process.executableURL = fuzzer
        process.arguments = ["--inputs", "400"]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("requests: 200 inputs, 0 failures"), "\(text)")
    }
}
