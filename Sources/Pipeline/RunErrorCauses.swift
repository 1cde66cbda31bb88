internal import Domain
internal import Foundation
internal import Ingest
internal import Store

extension RunError {
    /// The sentence and exit code of an error that a run or a command met; `nil` for an error of another kind.
    package init?(describing error: any Error) {
        switch error {
        case let error as RunError: self = error
        case let error as ConfigurationError:
            self.init(error.isOutOfReach ? .storeUnreachable : .usage, error.description)
        case let error as IngestError:
            self.init(error.isOutOfReach ? .storeUnreachable : .inputRefused, error.description)
        case let error as StoreError: self.init(.of(error), error.description)
        case let error as CocoaError: self.init(.storeUnreachable, Self.sentence(error))
        case is DecodingError, is JSONError:
            self.init(
                .storeUnreachable,
                "what is stored is damaged, or of another version of the program; `quimbi doctor --deep` looks for it, "
                    + "`quimbi runs rollback` goes back to the last whole run")
        default: return nil
        }
    }
}

extension RunError {
    /// What the file system refused, and what to do about it.
    private static func sentence(_ error: CocoaError) -> String {
        let path = error.userInfo[NSFilePathErrorKey] as? String ?? (error.userInfo[NSURLErrorKey] as? URL)?.path()
        let place = path ?? "a file"
        if let number = (error.userInfo[NSUnderlyingErrorKey] as? NSError)?.code,
            [EMFILE, ENFILE].contains(Int32(number))
        {
            return "\(place): too many files are open; raise the limit (`ulimit -n`) and run again"
        }
        return switch error.code {
        case .fileWriteOutOfSpace: "\(place): no space is left on the disk; make room and run again"
        case .fileWriteVolumeReadOnly, .fileWriteNoPermission:
            "\(place): no permission to write there; give it to the user who runs this, or name another folder"
        case .fileReadNoSuchFile, .fileNoSuchFile: "\(place): is not there"
        default: "\(place): the file system refused it (code \(error.code.rawValue)); check the disk and run again"
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
