internal import CZlib
internal import HTTPTypes

/// Packs bytes as gzip, piece by piece.
///
/// Not for two threads at once: it belongs to one answer.
final class Gzip: @unchecked Sendable {
    private static let level: CInt = 5
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private(set) var isAtEnd = false

    init() {
        stream.initialize(to: z_stream())
        // 15 window bits, + 16 for the gzip wrapper; 8 is the usual amount of memory.
        let result = deflateInit2_(
            stream, Self.level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, zlibVersion(),
            CInt(MemoryLayout<z_stream>.size))
        precondition(result == Z_OK, "zlib cannot start: \(result)")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// What comes out once `bytes` went in; a part of it may come out later.
    func pack(_ bytes: [UInt8], isLast: Bool = false) -> [UInt8] {
        var input = bytes
        isAtEnd = isLast
        return input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            return drain(isLast ? Z_FINISH : Z_NO_FLUSH)
        }
    }

    private func drain(_ flush: CInt) -> [UInt8] {
        var packed: [UInt8] = []
        var space = 0
        repeat {
            let room = max(1_024, Int(deflateBound(stream, UInt(stream.pointee.avail_in))))
            let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                stream.pointee.next_out = buffer.baseAddress
                stream.pointee.avail_out = UInt32(room)
                deflate(stream, flush)
                space = Int(stream.pointee.avail_out)
                count = room - space
            }
            packed += piece
        } while space == 0
        return packed
    }
}

extension Answer {
    /// Bodies below this many bytes fit a packet as they are.
    private static let leastPacked = 1_024

    /// The same, packed where the client asked for it and it is worth it.
    func packed(for accept: String?) -> Answer {
        guard let accept, status == .ok, Accept(accept).quality(of: "gzip") > 0 else { return self }
        var answer = self
        switch body {
        case .bytes(let bytes):
            guard bytes.count >= Self.leastPacked else { return self }
            answer.body = .bytes(Gzip().pack(bytes, isLast: true))
        case .pieces(let next): answer.body = .pieces(packing(next))
        case .feed: return self
        }
        answer.headers[.contentEncoding] = "gzip"
        // Another representation, so another tag.
        if let tag = headers[.eTag] { answer.headers[.eTag] = tag.dropLast() + #".gzip""# }
        return answer
    }
}

/// Pieces, packed one after the other.
private func packing(_ next: @escaping @Sendable () throws -> [UInt8]?) -> @Sendable () throws -> [UInt8]? {
    let gzip = Gzip()
    return {
        guard !gzip.isAtEnd else { return nil }
        guard let piece = try next() else { return gzip.pack([], isLast: true) }
        return gzip.pack(piece)
    }
}
