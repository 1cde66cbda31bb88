internal import Glibc
internal import HTTPTypes

/// The proxies whose word on where a request came from is believed; by default none is.
///
/// The addresses of `X-Forwarded-For`, or of `Forwarded` where that is missing, are gone through from the last one, which the
/// nearest proxy wrote: the first that is no trusted proxy itself is the client's. What a client wrote into the header stands
/// before it and is never reached.
///
/// Source: RFC 7239.
package struct TrustedProxies: Sendable {
    private let networks: [Network]

    package init() { networks = [] }

    /// Of addresses or networks such as `10.0.0.0/8` or `fd00::/8`; `nil` where one text is neither.
    package init?(_ texts: [String]) {
        networks = texts.compactMap(Network.init)
        guard networks.count == texts.count else { return nil }
    }

    /// The address that a request came from, by the other side of its connection and its headers.
    func client(of peer: String, _ headers: HTTPFields) -> String {
        guard !networks.isEmpty, let address = IPAddress(peer), isTrusted(address) else { return peer }
        var client = address
        for hop in Self.hops(headers).reversed() {
            // What is no address tells nothing, and neither does anything before it.
            guard let next = IPAddress(hop) else { break }
            client = next
            if !isTrusted(next) { break }
        }
        return client.description
    }

    private func isTrusted(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

    private static func hops(_ headers: HTTPFields) -> [String] {
        let plain = headers[values: .xForwardedFor].flatMap { $0.split(separator: ",") }
        guard plain.isEmpty else { return plain.map(\.trimmed) }
        return headers[values: .forwarded].flatMap { $0.split(separator: ",") }.map { element in
            let pairs = element.split(separator: ";").map(\.trimmed)
            let pair = pairs.first { $0.lowercased().hasPrefix("for=") }
            return pair.map { $0.dropFirst(4).trimming { $0 == "\"" } } ?? ""
        }
    }

    /// An address with the bits of it that count.
    private struct Network {
        let address: IPAddress
        let bits: Int

        init?(_ text: String) {
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = IPAddress(String(parts[0])) else { return nil }
            let width = address.isV4 ? 32 : 128
            guard let bits = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(bits) else { return nil }
            self.address = address
            self.bits = 128 - width + bits
        }

        func contains(_ other: IPAddress) -> Bool {
            guard address.isV4 == other.isV4 else { return false }
            let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
            guard address.bytes.prefix(whole) == other.bytes.prefix(whole) else { return false }
            return rest == 0 || address.bytes[whole] >> (8 - rest) == other.bytes[whole] >> (8 - rest)
        }
    }
}

/// An address of the internet protocol, without a port.
struct IPAddress: Equatable, CustomStringConvertible {
    /// Sixteen of them; version 4 as `::ffff:a.b.c.d`.
    let bytes: [UInt8]
    let description: String

    var isV4: Bool { bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff] }

    /// Reads `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`.
    init?(_ text: String) {
        var text = text[...]
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = text[..<end].dropFirst()
        } else if text.count(where: { $0 == ":" }) == 1 {
            text = text.prefix { $0 != ":" }
        }
        var found = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, String(text), &found) == 1 {
            bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff] + found.prefix(4)
        } else if inet_pton(AF_INET6, String(text), &found) == 1 {
            bytes = found
        } else {
            return nil
        }
        description = String(text)
    }

    static func == (left: IPAddress, right: IPAddress) -> Bool { left.bytes == right.bytes }
}

extension StringProtocol {
    fileprivate func trimming(_ isDropped: (Character) -> Bool) -> String {
        let rest = drop(while: isDropped)
        guard let last = rest.lastIndex(where: { !isDropped($0) }) else { return "" }
        return String(rest[...last])
    }
}
