internal import CZlib

/// The bytes of a file in order, unpacked where the file is gzip (told by its first two bytes, whatever its name).
///
/// A gzip file may consist of several members; it must end where a member does.
struct ByteStream: ~Copyable {
    private let file: InputFile
    private var inflater: Inflater?
    private var hasStarted = false
    /// Bytes taken from the file, packed where it is.
    private(set) var bytesRead = 0
    /// Bytes handed out.
    private(set) var bytesDelivered = 0
    /// Bytes that were read ahead to look at the magic number.
    private var head: [UInt8] = []

    var path: String { file.path }
    var version: InputFile.Version { file.version }

    /// What turns the bytes into UTF-8 with line feeds, and what it has ready.
    private let transcoder: Transcoder?
    private var converted: [UInt8] = []
    private var isConverted = false

    /// Streams a file; `transcoder` is `nil` where the file is UTF-8 and its lines end with a line feed.
    init(_ file: consuming InputFile, _ transcoder: Transcoder? = nil) {
        self.file = file
        self.transcoder = transcoder
    }

    /// Fills `bytes` with up to `count` bytes; 0 at the end.
    mutating func read(into bytes: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestError) -> Int {
        guard let transcoder else { return try readUnconverted(into: bytes, count: count) }
        while converted.isEmpty, !isConverted {
            let room = min(count, 1 << 20)
            let taken = try readUnconverted(into: bytes, count: room)
            isConverted = taken == 0
            converted = transcoder.convert(UnsafeBufferPointer(start: bytes, count: taken), isEnd: isConverted)
        }
        let taken = min(count, converted.count)
        bytes.update(from: converted, count: taken)
        converted.removeFirst(taken)
        return taken
    }

    private mutating func readUnconverted(
        into bytes: UnsafeMutablePointer<UInt8>, count: Int
    ) throws(IngestError) -> Int {
        if !hasStarted { try start() }
        let taken =
            if inflater != nil {
                try inflate(into: bytes, count: count)
            } else {
                try readPlain(into: bytes, count: count)
            }
        bytesDelivered += taken
        return taken
    }

    func checkUnchanged(since earlier: InputFile.Version? = nil) throws(IngestError) {
        try file.checkUnchanged(bytesRead: bytesRead, since: earlier)
    }

    private mutating func start() throws(IngestError) {
        hasStarted = true
        let magic: [UInt8] = [0x1f, 0x8b]
        let two = UnsafeMutablePointer<UInt8>.allocate(capacity: 2)
        defer { two.deallocate() }
        while head.count < 2 {
            let taken = try file.read(into: two, count: 2 - head.count)
            guard taken > 0 else { break }
            head.append(contentsOf: UnsafeBufferPointer(start: two, count: taken))
        }
        bytesRead = head.count
        if head == magic { inflater = Inflater(head: head) }
    }

    private mutating func readPlain(
        into bytes: UnsafeMutablePointer<UInt8>, count: Int
    ) throws(IngestError) -> Int {
        guard head.isEmpty else {
            let taken = min(count, head.count)
            bytes.update(from: head, count: taken)
            head.removeFirst(taken)
            return taken
        }
        let taken = try file.read(into: bytes, count: count)
        bytesRead += taken
        return taken
    }

    private mutating func inflate(into bytes: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestError) -> Int {
        guard let inflater else { return 0 }
        while true {
            switch inflater.step(into: bytes, count: count) {
            case .produced(let taken): return taken
            case .ended: return 0
            case .needsInput:
                let taken = try file.read(into: inflater.input, count: Inflater.inputSize)
                bytesRead += taken
                inflater.provide(taken)
            case .failed(let why):
                throw IngestError(
                    .badCompression, "\(path) is damaged gzip (\(why) after \(bytesDelivered) bytes); copy it again")
            }
        }
    }
}

/// A running zlib inflation.
private final class Inflater {
    enum Step {
        case produced(Int)
        case needsInput
        case ended
        case failed(String)
    }

    static let inputSize = 1 << 17

    let input = UnsafeMutablePointer<UInt8>.allocate(capacity: inputSize)
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var isInputAtEnd = false
    private var isBetweenMembers = false
    private var status: CInt

    init(head: [UInt8]) {
        stream.initialize(to: z_stream())
        // 15 window bits, + 16 for the gzip wrapper.
        status = inflateInit2_(stream, 15 + 16, zlibVersion(), CInt(MemoryLayout<z_stream>.size))
        input.update(from: head, count: head.count)
        stream.pointee.next_in = input
        stream.pointee.avail_in = UInt32(head.count)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// Takes note that `count` bytes stand in ``input``; 0 says that there are no more.
    func provide(_ count: Int) {
        isInputAtEnd = count == 0
        stream.pointee.next_in = input
        stream.pointee.avail_in = UInt32(count)
    }

    func step(into bytes: UnsafeMutablePointer<UInt8>, count: Int) -> Step {
        guard status == Z_OK else { return .failed(message) }
        if stream.pointee.avail_in == 0 {
            guard isInputAtEnd else { return .needsInput }
            guard !isBetweenMembers else { return .ended }
        }
        if isBetweenMembers {
            inflateReset(stream)
            isBetweenMembers = false
        }
        stream.pointee.next_out = bytes
        stream.pointee.avail_out = UInt32(count)
        let result = CZlib.inflate(stream, Z_NO_FLUSH)
        let produced = count - Int(stream.pointee.avail_out)
        switch result {
        case Z_STREAM_END: isBetweenMembers = true
        case Z_OK: break
        case Z_BUF_ERROR where produced > 0 || !isInputAtEnd: break
        case Z_BUF_ERROR: return .failed("it ends too early")
        default: status = result
        }
        if produced > 0 { return .produced(produced) }
        return step(into: bytes, count: count)
    }

    private var message: String { stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)" }
}
