package import Ingest
package import Store

extension RunError {
    /// The sentence and exit code of an error that a run or a command met; `nil` for an error of another kind.
    package init?(describing error: any Error) {
        switch error {
        case let error as RunError: self = error
        case let error as ConfigurationError: self.init(.usage, error.description)
        case let error as IngestError: self.init(.inputRefused, error.description)
        case let error as StoreError: self.init(.of(error), error.description)
        default: return nil
        }
    }
}

extension RunError.Code {
    fileprivate static func of(_ error: StoreError) -> RunError.Code {
        switch error.code {
        case .locked: .locked
        case .invalidName, .unknownRun, .unknownModel, .unknownKey: .usage
        default: .storeUnreachable
        }
    }
}
